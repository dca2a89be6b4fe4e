"""The launcher, the locks and the settings: with real environments, processes, sockets and browsers."""

import ast
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import run

LOCKS = [run.APP_LOCK, run.DEV_LOCK]


def requirements(name: str) -> dict[str, str]:
    """Name → version of the direct requirements in a file."""
    lines = (run.ROOT / name).read_text("utf-8").splitlines()
    pins = [re.match(r"([A-Za-z0-9._-]+)==(\S+)", line) for line in lines if line and line[0] not in "#-"]
    return {pin[1].lower(): pin[2] for pin in pins if pin}


def locked(lock: Path) -> dict[str, str]:
    """Name → version with its marker, of everything in a lock."""
    lines = lock.read_text("utf-8").splitlines()
    pins = [re.match(r"([a-z0-9._-]+)==(.+?) \\$", line) for line in lines if line[:1] not in ("#", " ", "")]
    assert all(pins)
    return {pin[1]: pin[2] for pin in pins if pin}


# --- locks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_says_why(name: str) -> None:
    for line in (run.ROOT / name).read_text("utf-8").splitlines():
        assert re.match(r"#|-r requirements.txt$|\S+==\S+  # \w+", line), line


@pytest.mark.parametrize(("name", "lock"), [("requirements.txt", LOCKS[0]), ("requirements-dev.txt", LOCKS[1])])
def test_the_lock_holds_every_requirement_at_its_pinned_version(name: str, lock: Path) -> None:
    assert requirements(name).items() <= locked(lock).items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes(lock: Path) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", lock.read_text("utf-8"))[1:]
    assert len(blocks) == len(locked(lock))
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_says_how_to_remake_it_and_names_no_index(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert f"--output-file {lock.name}" in text.splitlines()[1]
    assert "://" not in text
    assert re.search(r"^--", text, re.M) is None


def test_the_tests_run_on_the_same_packages_as_the_app() -> None:
    assert locked(run.APP_LOCK).items() <= locked(run.DEV_LOCK).items()


# --- the environment --------------------------------------------------------------------------------------------------


def test_a_changed_lock_is_stale_and_changed_line_ends_are_not(tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_bytes(b"a==1\nb==2\n")
    before = run.fingerprint(lock)
    lock.write_bytes(b"a==1\r\nb==2\r\n")
    assert run.fingerprint(lock) == before
    lock.write_bytes(b"a==1\nb==3\n")
    assert run.fingerprint(lock) != before


@pytest.fixture
def installed(tmp_path: Path) -> tuple[Path, Path]:
    """An environment that looks as after a finished installation, and its lock."""
    folder, lock = tmp_path / "env", tmp_path / "some.lock"
    venv.create(folder, with_pip=False)
    lock.write_text("a==1\n", "utf-8")
    (folder / "some.lock.installed").write_text(run.fingerprint(lock), "utf-8")
    return folder, lock


def test_a_finished_installation_is_left_alone(installed: tuple[Path, Path]) -> None:
    folder, lock = installed
    assert run.is_installed(folder, lock)
    assert run.prepare([lock], folder) == str(run.venv_python(folder))  # would fail: there is no pip in it


def test_a_changed_lock_asks_for_an_installation(installed: tuple[Path, Path]) -> None:
    folder, lock = installed
    lock.write_text("a==2\n", "utf-8")
    assert not run.is_installed(folder, lock)
    assert run.is_usable(folder)


def test_an_interrupted_installation_is_not_taken_for_a_whole_one(installed: tuple[Path, Path]) -> None:
    folder, lock = installed
    (folder / "unfinished").touch()
    assert not run.is_installed(folder, lock)
    assert not run.is_usable(folder)


def test_an_environment_whose_python_is_gone_is_not_usable(installed: tuple[Path, Path]) -> None:
    folder, lock = installed
    run.venv_python(folder).unlink()
    assert not run.is_installed(folder, lock)


def make_wheel(folder: Path, name: str) -> str:
    """Write a wheel with one empty module; returns its sha256."""
    info = f"{name}-1.dist-info"
    path = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_installation_that_fails_says_why_and_the_next_one_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, lock = tmp_path / "env", tmp_path / "some.lock"
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", tmp_path.as_uri())
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    right = make_wheel(tmp_path, "alpha")

    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")  # nothing listens there: as without a network
    lock.write_text(f"beta==1 --hash=sha256:{right}\n", "utf-8")
    with pytest.raises(run.SetupError, match="Cannot reach the package index"):
        run.prepare([lock], folder)

    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(run.SetupError, match="no build for Python"):
        run.prepare([lock], folder)
    lock.write_text(f"alpha==1 --hash=sha256:{'0' * 64}\n", "utf-8")
    with pytest.raises(run.SetupError, match="does not match its hash"):
        run.prepare([lock], folder)
    assert (folder / "unfinished").exists()

    lock.write_text(f"alpha==1 --hash=sha256:{right}\n", "utf-8")
    python = run.prepare([lock], folder)
    subprocess.run([python, "-c", "import alpha"], check=True)
    assert run.is_installed(folder, lock)


def test_old_pythons_can_read_the_file_far_enough_to_say_they_are_too_old() -> None:
    ast.parse((run.ROOT / "run.py").read_text("utf-8"), feature_version=(3, 6))


# --- the app ----------------------------------------------------------------------------------------------------------


def test_the_app_is_served_on_this_machine_only_and_without_statistics() -> None:
    command = run.app_command("some-python", 8601)
    assert command[:5] == ["some-python", "-m", "streamlit", "run", str(run.ROOT / "app.py")]
    options = dict(zip(command[5::2], command[6::2], strict=True))
    assert options["--server.port"] == "8601"
    assert options["--server.address"] == "localhost"
    assert options["--browser.gatherUsageStats"] == "false"


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        port = taken.getsockname()[1]
        chosen = run.free_port(port)
    assert port < chosen < port + 100


def test_a_port_taken_on_all_addresses_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        assert not run.is_free(taken.getsockname()[1], "localhost")
        assert not run.is_free(taken.getsockname()[1], "0.0.0.0")


@pytest.fixture
def child() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        run.stop(process)


SERVER = """
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/_stcore/health" else 404)
        self.end_headers()
http.server.HTTPServer(("localhost", int(sys.argv[1])), Health).serve_forever()
"""


def test_waiting_ends_when_the_server_answers_also_behind_a_proxy(
    child: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    port = run.free_port(18600)
    child.append(subprocess.Popen([sys.executable, "-c", SERVER, str(port)], stderr=subprocess.DEVNULL))
    run.wait_until_ready(f"http://localhost:{port}", child[0], 20)
    assert child[0].poll() is None


def test_waiting_ends_when_the_server_does(child: list[subprocess.Popen[bytes]]) -> None:
    child.append(subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]))
    with pytest.raises(run.SetupError, match="exit status 3"):
        run.wait_until_ready("http://localhost:9", child[0], 20)


def test_waiting_ends_when_the_time_is_up(child: list[subprocess.Popen[bytes]]) -> None:
    child.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
    with pytest.raises(run.SetupError, match=r"within 0\.2 seconds"):
        run.wait_until_ready("http://localhost:9", child[0], 0.2)


def test_stopping_ends_a_server() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    run.stop(process)
    assert process.returncode is not None
    run.stop(process)


def test_settings_name_only_what_is_shipped() -> None:
    text = (run.ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    settings = tomllib.loads(text)
    assert "://" not in text
    assert settings["browser"]["gatherUsageStats"] is False
    for face in settings["theme"]["fontFaces"]:
        file = run.ROOT / face["url"].removeprefix("app/")
        assert file.read_bytes()[:4] == b"wOF2"


# --- commands ---------------------------------------------------------------------------------------------------------


def launch(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(run.ROOT / "run.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **env},
        check=False,
    )


def test_help_lists_every_command() -> None:
    result = launch("--help")
    assert result.returncode == 0
    for command in run.COMMANDS:
        assert command == "app" or f"run.py {command} " in result.stdout


def test_the_command_line_runs_in_the_folder_one_is_in(tmp_path: Path) -> None:
    code = "import sys, run; sys.exit(run.dti(sys.executable, sys.argv[1:]))"
    words = ["backup", "missing/a.dtibackup", "--who", "Hoa", "--database", "dti.duckdb", "--json"]
    result = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(run.ROOT)},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (result.returncode, result.stderr) == (0, "") and json.loads(result.stdout)["file"]
    assert (tmp_path / "missing" / "a.dtibackup").exists() and (tmp_path / "dti.duckdb").exists()


def test_an_unknown_command_shows_the_help_and_fails() -> None:
    result = launch("tset")
    assert result.returncode == 2
    assert "run.py test" in result.stdout


def test_a_console_without_vietnamese_letters_is_no_reason_to_fail() -> None:
    result = launch("--help", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, "")


def test_browser_and_office_tests_are_left_out_only_on_request() -> None:
    assert run.pytest_command("p", ["-k", "gaps"]) == ["p", "-m", "pytest", "-m", "not bench", "-k", "gaps"]
    assert run.pytest_command("p", ["--no-browser", "-x"])[4:] == ["not bench and not browser", "-x"]
    assert run.pytest_command("p", ["--no-office", "-x"])[4:] == ["not bench and not render", "-x"]
    assert run.pytest_command("p", ["--no-office", "--no-browser"])[4:] == ["not bench and not browser and not render"]


# --- browsers ---------------------------------------------------------------------------------------------------------


def test_a_named_browser_that_does_not_exist_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DTI_BROWSER", str(tmp_path / "chrome"))
    with pytest.raises(run.SetupError, match=r"DTI_BROWSER names .* does not exist"):
        run.find_browser(sys.executable)


def test_a_named_browser_that_does_not_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DTI_BROWSER", sys.executable)
    with pytest.raises(run.SetupError, match=r"does not start: .*(unknown option|Error)"):
        run.find_browser(sys.executable)


@pytest.mark.skipif(sys.platform == "win32", reason="PATH is searched by file endings there")
def test_a_browser_on_the_path_is_a_candidate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "microsoft-edge"
    browser.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser in run.browser_candidates()


@pytest.mark.browser
def test_the_named_browser_is_the_one_used(monkeypatch: pytest.MonkeyPatch) -> None:
    named = os.environ["DTI_BROWSER"]
    assert run.find_browser(sys.executable) == Path(named)
    monkeypatch.delenv("DTI_BROWSER")
    assert run.find_browser(sys.executable).is_file()


# --- LibreOffice ------------------------------------------------------------------------------------------------------


def test_a_named_office_that_does_not_exist_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DTI_OFFICE", str(tmp_path / "soffice"))
    with pytest.raises(run.SetupError, match=r"DTI_OFFICE names .* does not exist"):
        run.find_office()


def test_a_named_office_that_makes_no_pdf_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DTI_OFFICE", sys.executable)
    with pytest.raises(run.SetupError, match="does not work: Writer and Impress made no PDF"):
        run.find_office()


@pytest.mark.skipif(sys.platform == "win32", reason="PATH is searched by file endings there")
def test_an_office_on_the_path_is_a_candidate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office in run.office_candidates()


@pytest.mark.skipif(sys.platform == "win32", reason="PATH is searched by file endings there")
def test_an_office_that_does_not_work_gives_way_to_one_that_does_and_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, good = tmp_path / "broken" / "soffice", tmp_path / "good" / "libreoffice"
    for path, script in ((broken, "exit 3"), (good, 'for f in "$@"; do :; done; cd "$6" && for f in *.fod?; do '
                                                    'printf %%PDF > "${f%.*}.pdf"; done')):  # fmt: skip
        path.parent.mkdir()
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)
    monkeypatch.delenv("DTI_OFFICE", raising=False)
    monkeypatch.setattr(run, "office_candidates", lambda: [broken, good])
    assert run.find_office() == good
    assert run.why_no_office(broken) == "Writer and Impress made no PDF: exit status 3"
    monkeypatch.setattr(run, "office_candidates", lambda: [broken])
    monkeypatch.setattr(run, "_can_apt_get", lambda: False)
    with pytest.raises(
        run.SetupError, match=r"(?s)apt install libreoffice-impress .*broken/soffice: Writer and Impress"
    ):
        run.find_office()


@pytest.mark.render
def test_the_named_office_is_the_one_used(monkeypatch: pytest.MonkeyPatch) -> None:
    named = os.environ["DTI_OFFICE"]
    assert run.find_office() == Path(named)
    monkeypatch.delenv("DTI_OFFICE")
    assert run.find_office().is_file()
