"""The real app on a free port, for the browser tests and the benchmark."""

import math
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import run

ROOT = Path(run.__file__).parent


@dataclass(frozen=True)
class Server:
    """A running server: its address, and the file with everything it has printed."""

    url: str
    log: Path
    pid: int

    def complaints(self) -> list[str]:
        """Lines of the log that say something is wrong."""
        signs = ("WARNING", "Warning", "ERROR", "Error", "Traceback", "Uncaught", "deprecat", "No runtime")
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        return [line for line in lines if any(sign in line for sign in signs)]

    def processor_seconds(self) -> float:
        """Processor time that the server has used so far; NaN where the system does not tell another process."""
        if sys.platform != "linux":
            return math.nan
        return time.clock_gettime((~self.pid << 3) | 2)  # the clock of another process, as clock_getcpuclockid(3) says


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(
    folder: Path, script: Path = ROOT / "app.py", database: Path | None = None, **settings: str
) -> Iterator[Server]:
    """Serve `script` as run.py does, with a database and a log in `folder`; answers, but nobody has visited it yet.

    `settings` are environment variables of the server.
    """
    port = free_port()
    command = [str(script) if part == str(ROOT / "app.py") else part for part in run.app_command(sys.executable, port)]
    command += ["--", "--database", str(database or folder / "dti.duckdb")]
    log = folder / f"server-{port}.log"
    url = f"http://localhost:{port}"
    with log.open("wb") as out:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", **settings}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT) as process:
            try:
                run.wait_until_ready(url, process, timeout=60)
                yield Server(url, log, process.pid)
            finally:
                run.stop(process)
