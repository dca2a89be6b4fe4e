"""Chạy bảng điều khiển DTI · Run the DTI dashboard.

python run.py                  mở ứng dụng; lần đầu tự cài đặt · open the app; the first time sets everything up
    --port N                   cổng khác (mặc định 8501) · another port
    --no-open                  không mở trình duyệt · do not open a browser
    --share                    cho máy khác trong mạng xem · let other machines of the network in
python run.py dti LỆNH …       dòng lệnh: xếp hạng, nhập, xuất, sao lưu … · the command line: see `run.py dti --help`
python run.py test [pytest …]  mọi kiểm thử, cả trong trình duyệt, LibreOffice · every test, in a browser and office too
    --no-browser               bỏ kiểm thử trình duyệt · without the browser tests
    --no-office                bỏ kiểm thử trang chiếu, văn bản · without rendering slides and documents
python run.py check            ruff, định dạng, kiểu · lint, format, types
python run.py bench [args]     đo tốc độ · measure the speed

Chỉ cần Python 3.11 trở lên · Needs nothing but Python 3.11 or later.
DTI_BROWSER, DTI_OFFICE: trình duyệt, LibreOffice cho kiểm thử · the browser and the soffice that the tests use.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from pathlib import Path

# Old Pythons get a message instead of a traceback. For that, this file keeps to the syntax of Python 3.6.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Cần Python 3.11 trở lên; máy đang dùng bản {0}.{1}. Tải tại https://www.python.org/downloads/\n"
        "Python {0}.{1} is too old: the dashboard needs Python 3.11 or later.".format(*sys.version_info)
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
APP_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
PORT = 8501
TYPED = ["dti_core", "ui", "run.py", "app.py", "pages"]


class SetupError(Exception):
    """What the user has to do before this can go on, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")


def say(vi: str, en: str) -> None:
    print(f"{vi} · {en}", flush=True)


# --- the virtual environment ------------------------------------------------------------------------------------------


def venv_python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(lock: Path) -> str:
    """Changes whenever the lock, the Python or the machine type does; line ends do not count."""
    text = lock.read_bytes().replace(b"\r\n", b"\n")
    setting = f"{platform.python_implementation()} {sys.version_info[:2]} {sys.platform} {platform.machine()}"
    return hashlib.sha256(text + setting.encode()).hexdigest()


def _stamp(folder: Path, lock: Path) -> Path:
    return folder / f"{lock.name}.installed"


def is_installed(folder: Path, lock: Path) -> bool:
    """Whether a finished installation of exactly this lock is in `folder`."""
    stamp = _stamp(folder, lock)
    return stamp.is_file() and stamp.read_text("utf-8") == fingerprint(lock) and is_usable(folder)


def is_usable(folder: Path) -> bool:
    """Whether the environment is complete and its Python, which may have been removed since, still starts."""
    if (folder / "unfinished").exists() or not venv_python(folder).exists():
        return False
    code = "import sys; print(*sys.version_info[:2])"
    result = subprocess.run([venv_python(folder), "-c", code], capture_output=True, text=True, check=False)
    return result.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _can_apt_get() -> bool:
    return sys.platform == "linux" and shutil.which("apt-get") is not None and os.geteuid() == 0


def _apt_get(*packages: str) -> bool:
    """Install packages of Debian or Ubuntu, if this is one and we may."""
    if not _can_apt_get():
        return False
    say(f"Cài {' '.join(packages)} bằng apt-get", f"Installing {' '.join(packages)} with apt-get")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], env=env, check=False)
    return subprocess.run(["apt-get", "install", "-y", *packages], env=env, check=False).returncode == 0


def _venv_commands(folder: Path) -> list[list[str]]:
    """The ways to make an environment that are there, best first."""
    commands = []
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        commands.append([sys.executable, "-m", "venv", str(folder)])
    if importlib.util.find_spec("virtualenv"):
        commands.append([sys.executable, "-m", "virtualenv", str(folder)])
    virtualenv, uv = shutil.which("virtualenv"), shutil.which("uv")
    if virtualenv:
        commands.append([virtualenv, "--python", sys.executable, str(folder)])
    if uv:
        commands.append([uv, "venv", "--seed", "--allow-existing", "--python", sys.executable, str(folder)])
    return commands


def make_venv(folder: Path) -> None:
    """A new, empty environment in place of whatever is in `folder`.

    The file `unfinished` stays in it until an installation has ended well, so that one which was cut off anywhere
    is never taken for a whole one: half-copied packages look installed to pip.
    """
    say(f"Tạo môi trường Python {folder.name}", "Making the Python environment")
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    except OSError as error:
        raise SetupError(
            f"Không thay được thư mục {folder} ({error}). Hãy đóng ứng dụng đang chạy rồi thử lại.",
            f"Cannot replace {folder}. Close the app if it is running, then try again.",
        ) from error
    (folder / "unfinished").touch()
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    for command in _venv_commands(folder):
        if subprocess.run(command, check=False).returncode == 0:
            return
    # apt-get installs for the system's Python only
    command = [sys.executable, "-m", "venv", str(folder)]
    if sys.prefix == "/usr" and _apt_get(package) and subprocess.run(command, check=False).returncode == 0:
        return
    raise SetupError(
        f"Không tạo được môi trường Python. Trên Debian, Ubuntu: apt install {package}, rồi chạy lại.",
        f"Cannot make a Python environment. On Debian or Ubuntu: apt install {package}, then run this again.",
    )


def install(folder: Path, lock: Path) -> None:
    """Install exactly the builds of the lock, then note that it is done."""
    say("Cài thư viện (lần đầu khoảng một phút)", f"Installing {lock.name} (about a minute the first time)")
    (folder / "unfinished").touch()
    pip = [str(venv_python(folder)), "-m", "pip", "--disable-pip-version-check", "install"]
    options = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    with subprocess.Popen(
        [*pip, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", cwd=ROOT
    ) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line)
            print("  " + line, end="", flush=True)
    if process.returncode:
        raise SetupError(*explain_pip("".join(lines)))
    _stamp(folder, lock).write_text(fingerprint(lock), "utf-8")
    (folder / "unfinished").unlink()


def explain_pip(output: str) -> tuple[str, str]:
    """What went wrong and what to do about it, from what pip printed."""
    offline = ("Failed to establish", "name resolution", "getaddrinfo", "NewConnectionError", "ProxyError", "timed out")
    if any(sign in output for sign in offline):
        return (
            "Không kết nối được với kho thư viện. Lần cài đầu tiên cần mạng (hoặc kho nội bộ khai báo cho pip).",
            "Cannot reach the package index. The first set-up needs a network (or a mirror set for pip), "
            "later runs do not. Run the same command again once there is one.",
        )
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "Tệp tải về không đúng mã băm: tải hỏng hoặc kho không tin được. Không cài gì cả.",
            "A downloaded file does not match its hash: a broken download, or an index not to be trusted. "
            "Nothing was installed.",
        )
    if "No matching distribution" in output or "Could not find a version" in output:
        return (
            f"Kho thư viện không có bản cài cho Python {platform.python_version()} trên máy này. "
            "Hãy kiểm tra mạng, hoặc dùng Python 64-bit 3.11–3.14.",
            f"The package index has no build for Python {platform.python_version()} on {platform.machine()}. "
            "Check that the index can be reached and is complete, or use a 64-bit Python 3.11 to 3.14.",
        )
    return (
        "Cài thư viện không thành công; lý do ở các dòng trên. Chạy lại cùng lệnh để thử lại.",
        "The installation failed, for the reason above. Run the same command to try again.",
    )


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold an operating-system lock: a second, impatient run waits instead of installing over the first."""
    with path.open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            def acquire() -> None:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            def acquire() -> None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

        waiting = False
        while True:
            try:
                acquire()
                break
            except OSError:
                if not waiting:
                    say("Đang chờ một lần cài khác", "Waiting for another installation to end")
                waiting = True
                time.sleep(0.5)
        yield


def prepare(locks: list[Path], folder: Path = VENV) -> str:
    """The Python of an environment that has every lock installed; does nothing, offline, when it is there."""
    if not all(is_installed(folder, lock) for lock in locks):
        with _only_one(folder.with_name(folder.name + ".lock")):
            missing = [lock for lock in locks if not is_installed(folder, lock)]
            if missing and not is_usable(folder):
                make_venv(folder)
                missing = locks
            for lock in missing:
                install(folder, lock)
    return str(venv_python(folder))


# --- the app ----------------------------------------------------------------------------------------------------------


def app_command(python: str, port: int, address: str = "localhost") -> list[str]:
    """The command that serves the app; everything else is in .streamlit/config.toml. To be run in ROOT."""
    command = [python, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(port), "--server.address", address, "--server.headless", "true"]
    return [*command, "--browser.gatherUsageStats", "false", "--logger.hideWelcomeMessage", "true"]


def is_free(port: int, address: str = "localhost") -> bool:
    """Whether we could listen there and nobody else does."""
    reachable = "127.0.0.1" if address == "0.0.0.0" else address
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((reachable, port)) == 0:
            return False  # macOS would let us bind beside a listener on all addresses
    with socket.socket() as probe:
        if os.name != "nt":  # there it would let us take a port that is in use
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def free_port(wanted: int, address: str = "localhost") -> int:
    """The wanted port, or the next one that is free."""
    for port in range(wanted, min(wanted + 100, 65536)):
        if is_free(port, address):
            return port
    raise SetupError(f"Không có cổng trống từ {wanted}", f"No free port from {wanted} on: name another with --port")


def wait_until_ready(url: str, process: "subprocess.Popen[bytes] | subprocess.Popen[str]", timeout: float) -> None:
    """Return once the server at `url` answers; raise when it ends or takes longer than `timeout` seconds."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # an office proxy does not know our localhost
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SetupError(
                f"Ứng dụng dừng ngay khi khởi động (mã {process.returncode}); lý do ở các dòng trên.",
                f"The app ended while starting (exit status {process.returncode}), for the reason above.",
            )
        try:
            with direct.open(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise SetupError(
        f"Ứng dụng không trả lời sau {timeout:g} giây", f"The app did not answer within {timeout:g} seconds"
    )


# The first session is ours: it builds the database and pays for the imports, so that the first visitor waits for
# neither. (ui/shell.py has told Streamlit by then that pages/ is no sign of its old kind of multipage app.)
FIRST_VISIT = """
import sys
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
sys.stdin.readline()
url, timeout = sys.argv[1].replace("http", "ws", 1) + "/_stcore/stream", float(sys.argv[2])
hello = BackMsg()
hello.rerun_script.SetInParent()
with connect(url, subprotocols=["streamlit"], proxy=None, max_size=None) as socket:
    socket.send(hello.SerializeToString())
    while ForwardMsg.FromString(socket.recv(timeout)).WhichOneof("type") != "script_finished":
        pass
"""


def start_app(python: str, port: int, address: str = "localhost", timeout: float = 120) -> "subprocess.Popen[bytes]":
    """Serve the app, and return when it has answered its first visit. The caller ends it with `stop`."""
    url = f"http://localhost:{port}"
    process = subprocess.Popen(app_command(python, port, address), cwd=ROOT)
    # started now, so that its imports go on beside the server's
    command = [python, "-c", FIRST_VISIT, url, str(timeout)]
    visitor = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        wait_until_ready(url, process, timeout)
        _, error = visitor.communicate(b"ready\n", timeout)
        if visitor.returncode:
            raise SetupError(
                "Trang đầu tiên không mở được", f"The first visit failed:\n{error.decode(errors='replace')}"
            )
    except BaseException:
        visitor.kill()
        stop(process)
        raise
    return process


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End the server; by force if it does not go within five seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _own_address() -> str:
    """The address other machines reach this one at. Nothing is sent: connecting UDP only picks the interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


def _has_screen() -> bool:
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_app(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py app", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=PORT, help="%(default)s")
    parser.add_argument("--no-open", action="store_true", help="không mở trình duyệt · do not open a browser")
    parser.add_argument("--share", action="store_true", help="cho máy khác xem · let other machines in")
    options = parser.parse_args(arguments)
    if not 1 <= options.port <= 65535:
        parser.error("--port 1 … 65535")
    address = "0.0.0.0" if options.share else "localhost"

    python = prepare([APP_LOCK])
    port = free_port(options.port, address)
    if port != options.port:
        say(f"Cổng {options.port} đang bận, dùng cổng {port}", f"Port {options.port} is taken, using {port}")
    say("Đang khởi động", "Starting")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    process = None
    try:
        process = start_app(python, port, address)
        url = f"http://localhost:{port}"
        say(f"Mở tại {url}", "Ctrl+C: dừng, stop")
        if options.share:
            say(
                f"CHÚ Ý: ai trong mạng cũng xem và sửa được tại http://{_own_address()}:{port}",
                "WARNING: anyone in the network can see and change the figures there; there is no password",
            )
        if not options.no_open and _has_screen():
            webbrowser.open(url)
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        if process:
            stop(process)
            say("Đã dừng", "Stopped")


# --- tests, checks, benchmarks ----------------------------------------------------------------------------------------


def browser_candidates() -> list[Path]:
    """Where a Chromium, Chrome or Edge is usually found; those that exist, best first."""
    found = []
    if sys.platform == "win32":
        variables = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        folders = [Path(os.environ[name]) for name in variables if os.environ.get(name)]
        tails = ["Chromium/Application/chrome.exe", "Google/Chrome/Application/chrome.exe"]
        tails += ["Microsoft/Edge/Application/msedge.exe"]
        found += [folder / tail for tail in tails for folder in folders]
    elif sys.platform == "darwin":
        names = ["Chromium", "Google Chrome", "Microsoft Edge"]
        folders = [Path("/Applications"), Path.home() / "Applications"]
        found += [folder / f"{name}.app/Contents/MacOS/{name}" for name in names for folder in folders]
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
    names += ["microsoft-edge", "microsoft-edge-stable", "msedge"]
    found += [Path(path) for path in map(shutil.which, names) if path]
    found += [Path(path) for path in ("/usr/bin/chromium", "/snap/bin/chromium", "/opt/google/chrome/chrome")]
    return [path for path in dict.fromkeys(found) if path.is_file()]


def why_not(python: str, browser: Path) -> str:
    """Start the browser and show it a page; the reason why that fails, or nothing."""
    code = (
        "import sys; from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p:\n"
        "    browser = p.chromium.launch(executable_path=sys.argv[1], args=['--no-sandbox'])\n"
        "    browser.new_page().goto('data:text/html,ok')\n"
        "    browser.close()\n"
    )
    try:
        result = subprocess.run(
            [python, "-c", code, str(browser)],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=90,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "no answer within 90 seconds"
    if result.returncode == 0:
        return ""
    lines = result.stderr.splitlines()
    telling = [line for sign in ("[err]", "Error:") for line in lines if sign in line]  # what it said, then Playwright
    return telling[0].strip() if telling else f"exit status {result.returncode}"


def _playwright_browser(python: str) -> Path:
    """Where Playwright's own download of Chromium is, or would be."""
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    return Path(subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip())


def find_browser(python: str) -> Path:
    """A browser that starts: the one in DTI_BROWSER, else one that is there, else one that we get."""
    named = os.environ.get("DTI_BROWSER")
    if named:
        if not Path(named).is_file():
            raise SetupError(f"DTI_BROWSER: không có tệp {named}", f"DTI_BROWSER names {named}, which does not exist")
        reason = why_not(python, Path(named))
        if reason:
            raise SetupError(f"DTI_BROWSER: {named} không chạy được", f"{named} does not start: {reason}")
        return Path(named)

    tried: dict[Path, str] = {}

    def first_working() -> Path | None:
        for path in [*browser_candidates(), _playwright_browser(python)]:
            if path.is_file() and path not in tried:
                tried[path] = why_not(python, path)
                if not tried[path]:
                    return path
        return None

    browser = first_working()
    if browser:
        return browser
    # Debian's own package brings the libraries that a download lacks; Ubuntu's is only a pointer to a snap
    if _apt_get("chromium"):
        tried.clear()
        browser = first_working()
        if browser:
            return browser
    say("Tải Chromium cho kiểm thử", "Getting Chromium for the tests")
    if _can_apt_get():
        subprocess.run([python, "-m", "playwright", "install-deps", "chromium"], check=False)
    download = [python, "-m", "playwright", "install", "--no-shell", "chromium"]
    if subprocess.run(download, check=False).returncode == 0:
        tried.clear()
        browser = first_working()
        if browser:
            return browser
    reasons = "".join(f"\n  {path}: {reason}" for path, reason in tried.items())
    raise SetupError(
        "Cần một trình duyệt để kiểm thử: cài Chromium, Google Chrome hoặc Microsoft Edge "
        "(Debian: apt install chromium), hoặc đặt DTI_BROWSER. Không kiểm thử trình duyệt: --no-browser.",
        "The tests need a browser: install Chromium, Google Chrome or Microsoft Edge (Debian: apt install chromium), "
        f"or name one in DTI_BROWSER. To leave the browser tests out: --no-browser.{reasons}",
    )


def office_candidates() -> list[Path]:
    """Where LibreOffice's soffice is usually found; those that exist, best first."""
    found = [Path(path) for path in map(shutil.which, ("soffice", "libreoffice")) if path]
    if sys.platform == "win32":
        folders = [Path(os.environ[name]) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)") if os.environ.get(name)]
        found += [folder / "LibreOffice" / "program" / "soffice.com" for folder in folders]
    elif sys.platform == "darwin":
        folders = [Path("/Applications"), Path.home() / "Applications"]
        found += [folder / "LibreOffice.app/Contents/MacOS/soffice" for folder in folders]
    found += [Path("/usr/bin/soffice"), Path("/usr/lib/libreoffice/program/soffice"), Path("/snap/bin/libreoffice")]
    found += sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)
    return [path for path in dict.fromkeys(found) if path.is_file()]


# A document and a presentation in one file each, as plain XML: both parts of LibreOffice must be there.
FLAT = """<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2"
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:body>{body}</office:body></office:document>"""


def why_no_office(office: Path) -> str:
    """Let it make PDFs of a document and of a slide; the reason why that fails, or nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document, slide = folder / "document.fodt", folder / "slide.fodp"
        body = "<office:text><text:p>ok</text:p></office:text>"
        document.write_text(FLAT.format(kind="text", body=body), "utf-8")
        body = "<office:presentation><draw:page/></office:presentation>"
        slide.write_text(FLAT.format(kind="presentation", body=body), "utf-8")
        # a profile of its own, or a LibreOffice that is open on this machine would swallow the request
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(office), profile, "--headless", "--convert-to", "pdf", "--outdir", name]
        try:
            result = subprocess.run(
                [*command, str(document), str(slide)],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=180,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "no answer within 180 seconds"
        except OSError as error:
            return str(error)
        lacking = [part for part, file in (("Writer", document), ("Impress", slide)) if not _is_pdf(file)]
        if not lacking:
            return ""
        said = (result.stderr or result.stdout).strip().splitlines()
        return f"{' and '.join(lacking)} made no PDF: {said[-1] if said else f'exit status {result.returncode}'}"


def _is_pdf(file: Path) -> bool:
    made = file.with_suffix(".pdf")
    return made.is_file() and made.read_bytes()[:4] == b"%PDF"


def find_office() -> Path:
    """A LibreOffice that works: the one in DTI_OFFICE, else one that is there, else one that we get."""
    named = os.environ.get("DTI_OFFICE")
    if named:
        if not Path(named).is_file():
            raise SetupError(f"DTI_OFFICE: không có tệp {named}", f"DTI_OFFICE names {named}, which does not exist")
        reason = why_no_office(Path(named))
        if reason:
            raise SetupError(f"DTI_OFFICE: {named} không chạy được", f"{named} does not work: {reason}")
        return Path(named)

    tried: dict[Path, str] = {}

    def first_working() -> Path | None:
        for path in office_candidates():
            if path not in tried:
                tried[path] = why_no_office(path)
            if not tried[path]:
                return path
        return None

    office = first_working()
    if office is None and _apt_get("libreoffice-impress", "libreoffice-writer", "fonts-liberation"):
        tried.clear()
        office = first_working()
    if office:
        return office
    reasons = "".join(f"\n  {path}: {reason}" for path, reason in tried.items())
    raise SetupError(
        "Cần LibreOffice để kiểm thử trang chiếu và văn bản: cài từ https://www.libreoffice.org (Debian: apt install "
        "libreoffice-impress libreoffice-writer fonts-liberation), hoặc đặt DTI_OFFICE. Không kiểm thử: --no-office.",
        "The tests need LibreOffice to render slides and documents: install it from https://www.libreoffice.org "
        "(Debian: apt install libreoffice-impress libreoffice-writer fonts-liberation), or name its soffice in "
        f"DTI_OFFICE. To leave these tests out: --no-office.{reasons}",
    )


LEFT_OUT = {"--no-browser": "browser", "--no-office": "render"}


def pytest_command(python: str, arguments: list[str]) -> list[str]:
    """Everything but the benchmarks; a `-m` among the arguments comes later and wins."""
    without = ["bench", *(marker for option, marker in LEFT_OUT.items() if option in arguments)]
    markers = " and ".join(f"not {marker}" for marker in without)
    return [python, "-m", "pytest", "-m", markers, *(a for a in arguments if a not in LEFT_OUT)]


def run_test(arguments: list[str]) -> int:
    python = prepare([APP_LOCK, DEV_LOCK])
    env = dict(os.environ)
    if "--no-browser" not in arguments:
        env["DTI_BROWSER"] = str(find_browser(python))
        say("Trình duyệt", env["DTI_BROWSER"])
    if "--no-office" not in arguments:
        env["DTI_OFFICE"] = str(find_office())
        say("LibreOffice", env["DTI_OFFICE"])
    return subprocess.run(pytest_command(python, arguments), cwd=ROOT, env=env, check=False).returncode


def run_check(arguments: list[str]) -> int:
    if arguments:
        raise SetupError("check không có tham số", "check takes no arguments")
    python = prepare([APP_LOCK, DEV_LOCK])
    commands = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy", *TYPED]]
    failed = 0
    for command in commands:
        print("$", *command, flush=True)
        failed += subprocess.run([python, "-m", *command], cwd=ROOT, check=False).returncode != 0
    return 1 if failed else 0


def run_bench(arguments: list[str]) -> int:
    python = prepare([APP_LOCK, DEV_LOCK])
    env = {**os.environ, "DTI_BROWSER": str(find_browser(python))}
    return subprocess.run([python, "-m", "tests.bench", *arguments], cwd=ROOT, env=env, check=False).returncode


def dti(python: str, arguments: list[str]) -> int:
    """`python -m dti_core` in the folder one is in, where the files that are named are."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [python, "-m", "dti_core", *arguments]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=False).returncode


def run_dti(arguments: list[str]) -> int:
    return dti(prepare([APP_LOCK]), arguments)


COMMANDS = {"app": run_app, "dti": run_dti, "test": run_test, "check": run_check, "bench": run_bench}


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console that lacks Vietnamese letters
    named = bool(arguments) and not arguments[0].startswith("-")
    name, rest = (arguments[0], arguments[1:]) if named else ("app", arguments)
    if name not in COMMANDS or (name != "dti" and rest and rest[0] in ("-h", "--help")):
        print((__doc__ or "").strip())
        return 0 if name in COMMANDS else 2
    try:
        return COMMANDS[name](rest)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
