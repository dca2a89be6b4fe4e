"""Files that people send, read by a process of their own, so that no file can take the app with it."""

import datetime as dt
import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

from dti_core.errors import WorkbookError
from dti_core.intake.bounds import CPU_SECONDS, MOST_BYTES, SECONDS
from dti_core.intake.grid import Book, Cell, Sheet, Value

# The child needs nothing of dti_core but this folder, and must not import what dti_core itself imports (2 s, 300 MB).
_PROGRAM = """
import sys, types
package = types.ModuleType("dti_core")
package.__path__ = [sys.argv.pop(1)]
sys.modules["dti_core"] = package
from dti_core.intake import child
child.main()
"""
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0) or None  # how a child ends that has worked too long
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would open a black one


def read(content: bytes, file_name: str) -> Book:
    """The sheets and cells of a file as sent; a WorkbookError that names the remedy when it cannot be read.

    Reads .xlsx and .xlsm (macros never run; formulas with their text and the value last calculated; hidden sheets only
    named) and texts with separators. Limits: `bounds`.

    >>> book = read("Tỉnh;Giá trị\\nLai Châu;0,5032".encode(), "a.csv")
    >>> [(cell.place, cell.value) for cell in book.sheets[0].rows[1]]
    [('A2', 'Lai Châu'), ('B2', '0,5032')]
    """
    name = PurePath(file_name.replace("\\", "/")).name
    if len(content) > MOST_BYTES:
        raise WorkbookError("file_too_big", megabytes=len(content) // 1_000_000, most=MOST_BYTES // 1_000_000)
    found = answer(content, [*command(), name])
    if "refused" in found:
        raise WorkbookError(found["refused"], file=name, **found["details"])
    sheets = tuple(_sheet(sheet) for sheet in found["sheets"] if sheet["cells"])
    return Book(name, hashlib.sha256(content).hexdigest(), sheets, tuple(found["hidden"]))


def command() -> list[str]:
    """What starts the child; the file's name comes after it."""
    return [sys.executable, "-I", "-S", "-c", _PROGRAM, str(Path(__file__).resolve().parents[1])]


def answer(content: bytes, command: Sequence[str], seconds: float = SECONDS) -> dict[str, Any]:
    """What the child says of a file; a WorkbookError when it takes too long or dies."""
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=seconds, check=False, creationflags=_NO_WINDOW
        )
    except subprocess.TimeoutExpired as error:
        raise WorkbookError("reading_too_long", seconds=seconds) from error
    if done.returncode == _OUT_OF_TIME:
        raise WorkbookError("reading_too_long", seconds=float(CPU_SECONDS))
    if done.returncode:
        last = done.stderr.decode("utf-8", errors="replace").strip().rpartition("\n")[2]
        raise WorkbookError("reading_failed", reason=last[:200] or f"exit {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _sheet(plain: dict[str, Any]) -> Sheet:
    rows = [[Cell(row, column, None) for column in range(1, plain["columns"] + 1)]
            for row in range(1, plain["rows"] + 1)]  # fmt: skip
    for row, column, value, formula, percent in plain["cells"]:
        rows[row - 1][column - 1] = Cell(row, column, _value(value), formula, percent)
    return Sheet(plain["name"], tuple(tuple(row) for row in rows))


def _value(plain: Any) -> Value:
    if not isinstance(plain, dict):
        value: Value = plain
        return value
    text = plain["date"]
    return dt.datetime.fromisoformat(text) if "T" in text or " " in text else dt.date.fromisoformat(text)
