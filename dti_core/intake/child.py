"""The process in which files from outside are read: it limits its own memory, reads one file from standard input, and
answers with one JSON document. Standard library only, so it starts in a few hundredths of a second."""

import gc
import json
import re
import sys
from pathlib import Path, PurePath

from dti_core.intake import delimited, kind, xlsx
from dti_core.intake.bounds import CPU_SECONDS, MOST_CELLS, MOST_MEMORY, MOST_TEXT, Refusal

if sys.platform != "win32":  # there, the limits on what is kept have to do
    import resource


def main() -> None:
    """Serve one file: its name is the first argument, its bytes come in, the answer goes out."""
    limit_itself()
    gc.disable()  # nothing here makes circles, and looking for them takes a third of the time
    sys.stdout.buffer.write(json.dumps(answer(sys.stdin.buffer.read(), sys.argv[1])).encode())


def answer(content: bytes, file_name: str) -> dict[str, object]:
    """{"sheets": …, "hidden": …} or {"refused": code, "details": …}, with the most memory used, in bytes."""
    try:
        return _parsed(content, file_name) | {"peak": peak()}
    except Refusal as error:
        refusal = error
    except MemoryError:
        refusal = Refusal("too_much_memory", most=MOST_MEMORY // 1_000_000)
    return {"refused": refusal.code, "details": refusal.details, "peak": peak()}


def _parsed(content: bytes, file_name: str) -> dict[str, object]:
    if kind.kind(content, file_name) == "workbook":
        grids, hidden = xlsx.parse(content)
    else:
        grids, hidden = [delimited.parse(content, PurePath(file_name).stem[:31])], []
    if not any(grid.cells for grid in grids):
        raise Refusal("nothing_inside")
    largest = max(grids, key=lambda grid: grid.rows * grid.columns)
    if sum(grid.rows * grid.columns for grid in grids) > MOST_CELLS:
        raise Refusal("sheet_too_big", sheet=largest.name, place=f"{largest.rows} × {largest.columns}", most=MOST_CELLS)
    if sum(grid.characters for grid in grids) > MOST_TEXT:
        raise Refusal("too_much_text", most=MOST_TEXT)
    return {"sheets": [grid.plain() for grid in grids], "hidden": hidden}


def limit_itself() -> None:
    """Let this process have no more than MOST_MEMORY and CPU_SECONDS, where the system can see to it."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))  # first a signal that says why


def peak() -> int:
    """The most memory this process has had, in bytes; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would count what the parent had when it started us
        found = re.search(r"VmHWM:\s*([0-9]+) kB", status.read_text())
        return int(found[1]) * 1024 if found else 0
    if sys.platform == "win32":
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most) if sys.platform == "darwin" else int(most) * 1024
