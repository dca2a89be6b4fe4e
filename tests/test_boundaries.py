"""The house keeps to STYLE.md: who imports whom, what a page may hold, where texts, caches and SQL live.

Everything is read from the syntax trees, so nothing has to be imported to be checked.
"""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import dti_core

ROOT = Path(__file__).resolve().parents[1]
CORE = sorted((ROOT / "dti_core").rglob("*.py"))
UI = sorted((ROOT / "ui").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
APP = ROOT / "app.py"
OURS = [*CORE, *UI, *PAGES, APP]
EVERYTHING = [*OURS, ROOT / "run.py", ROOT / "conftest.py", *sorted((ROOT / "tests").rglob("*.py"))]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def where(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None else ""
    return f"{path.relative_to(ROOT).as_posix()}{line}"


def imports(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every imported name in full: `from a.b import c` gives a.b and a.b.c."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name of what is called ("st.title"; "" where it is no plain name)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, _dotted(node.func)


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def strings(path: Path) -> Iterator[str]:
    """Text constants, docstrings left out; an f-string as a pattern with \\0 for what is filled in."""
    skipped: set[int] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(part) for part in node.values)
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


# -- who imports whom ----------------------------------------------------------------------------------------------


def import_order() -> list[str]:
    """The arrow list of STYLE.md §1."""
    text = (ROOT / "STYLE.md").read_text(encoding="utf-8")
    found = re.search(r"modules to its \*\*left\*\*:\s*`([^`]+)`", text)
    assert found, "STYLE.md §1 has no list of modules with arrows"
    return found[1].replace("→", " ").split()


def module(path: Path) -> str:
    """The name of a core module in the list; everything under charts/, office/ … is one room."""
    return path.relative_to(ROOT / "dti_core").with_suffix("").parts[0]


def test_every_core_module_stands_once_in_the_list_of_style_md():
    order = import_order()
    there = {module(path) for path in CORE} - {"__init__"}
    assert len(order) == len(set(order))
    assert (there - set(order), set(order) - there) == (set(), set()), "missing in STYLE.md §1, missing in dti_core"


def test_core_modules_import_only_modules_to_their_left():
    order = import_order()
    wrong = []
    for path in CORE:
        for node, name in imports(path):
            parts = name.split(".")
            if parts[0] != "dti_core" or len(parts) < 2 or parts[1] not in order or path.name == "__init__.py":
                continue
            own = module(path)
            if own == parts[1]:
                continue
            if order.index(parts[1]) >= order.index(own):
                wrong.append(f"{where(path, node)}: {own} imports {parts[1]}")
    assert wrong == []


def test_chart_modules_do_not_import_each_other_in_a_circle():
    charts = {path.stem: path for path in CORE if path.parent.name == "charts" and path.stem != "__init__"}
    needs = {
        name: {full.split(".")[2] for _, full in imports(path) if full.startswith("dti_core.charts.")} & set(charts)
        for name, path in charts.items()
    }
    while free := [name for name, others in needs.items() if not others]:
        needs = {name: others - set(free) for name, others in needs.items() if name not in free}
    assert needs == {}


FOREIGN = {"streamlit", "ui", "pages", "app", "run", "time", "socket", "ssl", "urllib", "http", "requests", "httpx",
           "asyncio", "os", "random", "webbrowser"}  # fmt: skip


RIM = {"commands", "__main__"}  # the command line asks the clock, and a running app on this machine
SCREEN = {"streamlit", "ui", "pages", "app", "run"}


def test_the_core_sees_no_streamlit_no_clock_no_network_and_no_environment():
    inner = [path for path in CORE if module(path) not in RIM]
    wrong = [where(path, node) for path in inner for node, name in imports(path) if name.split(".")[0] in FOREIGN]
    wrong += [where(path, node) for path in CORE for node, name in imports(path) if name.split(".")[0] in SCREEN]
    clock = {"now", "utcnow", "today", "localtime"}
    wrong += [where(path, node) for path in inner for node, name in calls(path) if name.split(".")[-1] in clock]
    assert wrong == []


# Who may import a heavy library: the modules named; charts is the whole folder.
LIBRARIES = {"duckdb": {"build", "store", "office"}, "openpyxl": {"excel", "intake"}, "plotly": {"charts"},
             "pptx": {"deck"}, "docx": {"deck"}, "reportlab": {"deck"}, "pyarrow": {"excel"},
             "scipy": {"inference", "chance", "forecast", "limits"}}  # fmt: skip


def test_heavy_libraries_are_imported_only_where_they_belong():
    wrong = []
    for path in CORE:
        for node, name in imports(path):
            library = name.split(".")[0]
            if library in LIBRARIES and module(path) not in LIBRARIES[library]:
                wrong.append(f"{where(path, node)}: {library}")
    assert wrong == []


def test_nobody_draws_with_plotly_express():
    assert [
        where(path, node) for path in OURS for node, name in imports(path) if name.startswith("plotly.express")
    ] == []


def test_pages_import_only_the_core_the_helpers_and_streamlit():
    allowed = {"dti_core", "ui", "streamlit", "functools"}  # functools: what is asked for later is worked out once
    assert [where(p, node) for p in PAGES for node, name in imports(p) if name.split(".")[0] not in allowed] == []


def test_nobody_imports_a_page_or_the_app():
    assert [
        where(p, node)
        for p in [*CORE, *UI, *PAGES]
        for node, name in imports(p)
        if name.split(".")[0] in ("pages", "app")
    ] == []


def test_sql_is_only_in_the_store():
    """Outside store, build, the two schemas and office/ no statement is written."""
    statement = re.compile(
        r"^\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|WITH\s+\w+\s+AS)\b", re.S
    )
    homes = {"store", "build", "schema", "schema_office", "office"}
    assert [
        where(p)
        for p in OURS
        if not (p in CORE and module(p) in homes) and any(statement.match(text) for text in strings(p))
    ] == []


# -- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "most"), [(PAGES, 120), ([APP], 60), ([*CORE, *UI], 400)], ids=["pages", "app", "modules"]
)
def test_modules_are_short(paths, most):
    sizes = {where(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {name: lines for name, lines in sizes.items() if lines > most} == {}


# Arguments that nobody reads.
QUIET = {"key", "icon", "type", "gap", "width", "height", "kind", "format", "vertical_alignment", "border", "mode",
         "horizontal_alignment", "selection_mode", "on_click", "on_change", "on_select"}  # fmt: skip


def test_pages_hold_no_text():
    """Words on screen come from the locale: no literal with a letter reaches a call of Streamlit or of ui.widgets."""
    wrong = []
    for path in PAGES:
        for node, name in calls(path):
            if name.split(".")[0] not in ("st", "widgets"):
                continue
            shown = [*node.args, *(word.value for word in node.keywords if word.arg not in QUIET)]
            for value in shown:
                parts = value.values if isinstance(value, ast.JoinedStr) else [value]
                texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
                wrong += [f"{where(path, node)}: {text}" for text in texts if _is_text(text, path.stem)]
    assert wrong == []


def _is_text(text: str, page: str) -> bool:
    """Whether somebody would read it: not a path, a key of this page, or an icon."""
    code = re.fullmatch(rf"pages/\w+\.py|{page}(_\w*)?|:material/\w+:|[a-z-]+", text)
    return bool(re.search(r"[^\W\d_]", text)) and not code


def test_keys_of_widgets_begin_with_the_name_of_their_page():
    """Where a page writes a key as a literal."""
    wrong = []
    for path in PAGES:
        for node, _ in calls(path):
            for word in node.keywords:
                first = word.value.values[0] if isinstance(word.value, ast.JoinedStr) else word.value
                if word.arg == "key" and isinstance(first, ast.Constant) and not str(first.value).startswith(path.stem):
                    wrong.append(f"{where(path, node)}: {first.value}")
    assert wrong == []


def addresses() -> dict[str, str]:
    """Page -> url_path, as app.py lists them."""
    for node in tree(APP).body:
        if isinstance(node, ast.Assign) and _dotted(node.targets[0]) == "PAGES":
            return {name: path for name, (path, *_) in ast.literal_eval(node.value).items()}
    raise AssertionError("app.py has no PAGES")


def test_every_page_has_an_address_of_its_own_that_is_not_its_file_name():
    """With a folder called pages/, Streamlit would run pages/x.py without app.py for the address /x."""
    found = addresses()
    assert set(found) == {path.stem for path in PAGES}
    assert len(set(found.values())) == len(found)
    assert not set(found) & set(found.values())
    assert all(re.fullmatch(r"[a-z-]*", address) for address in found.values())


def test_streamlit_caches_only_in_the_session_and_the_store():
    homes = {ROOT / "ui" / "session.py", ROOT / "ui" / "database.py"}
    wrong = []
    for path in OURS:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in ("cache_data", "cache_resource") and path not in homes:
                wrong.append(where(path, node))
    assert wrong == []


# -- habits --------------------------------------------------------------------------------------------------------


def test_no_error_is_swallowed():
    """No bare except; Exception and BaseException only to clean up and raise again."""
    wrong = []
    for path in EVERYTHING:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                named = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                broad = node.type is None or any(
                    _dotted(name) in ("Exception", "BaseException") for name in named if name
                )
                if broad and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None):
                    wrong.append(where(path, node))
    assert wrong == []


def test_nothing_is_printed_but_by_the_launcher():
    assert [
        where(path, node) for path in [*OURS, ROOT / "conftest.py"] for node, name in calls(path) if name == "print"
    ] == []


def test_no_test_is_skipped_or_expected_to_fail():
    """Nor waits for the clock. A condition on the platform alone is a different matter: `skipif(sys.platform …)`."""
    bad = {"skip", "xfail", "importorskip", "sleep"}
    tests = [path for path in EVERYTHING if path.is_relative_to(ROOT / "tests")]
    wrong = []
    for path in tests:
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in bad
                and _dotted(node).split(".")[0] in ("pytest", "time")
            ):
                wrong.append(where(path, node))
        for node, name in calls(path):
            if name == "pytest.mark.skipif" and not ast.unparse(node.args[0]).startswith("sys.platform "):
                wrong.append(where(path, node))
    assert wrong == []


def test_no_test_is_empty():
    wrong = []
    for path in EVERYTHING:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                body = [
                    part
                    for part in node.body
                    if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
                ]
                if not body or isinstance(body[0], ast.Pass):
                    wrong.append(where(path, node))
    assert wrong == []


def test_every_core_module_has_a_docstring():
    assert [where(path) for path in [*CORE, *UI, *PAGES, APP] if not ast.get_docstring(tree(path))] == []


# Public functions whose example would only repeat another's.
WITHOUT_EXAMPLE: dict[str, str] = {}


def test_every_public_function_has_an_example_that_runs():
    """`--doctest-modules` runs them."""
    functions = {
        name: getattr(dti_core, name) for name in dti_core.__all__ if not isinstance(getattr(dti_core, name), type)
    }
    without = {name for name, function in functions.items() if ">>>" not in (function.__doc__ or "")}
    assert without == set(WITHOUT_EXAMPLE) and all(WITHOUT_EXAMPLE.values())


TEXT = {".py", ".md", ".toml", ".txt", ".csv", ".css", ".js", ".lock", ".yml", ".yaml", ".json", ".cfg", ""}


def repository_files() -> Iterator[Path]:
    hidden = {
        ".git",
        ".venv",
        "__pycache__",
        ".ruff_cache",
        ".mypy_cache",
        ".pytest_cache",
        ".hypothesis",
        "node_modules",
    }
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not hidden & set(parts) and path.suffix in TEXT and path.suffixes[-1:] != [".duckdb"]:
            yield path


def test_no_file_names_a_place_on_somebodys_machine():
    places = ["/" + "work/", "/" + "root/", "/" + "home/", ".." + "/shared", "C:" + "\\Users", "/" + "tmp/v0"]
    wrong = []
    for path in repository_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        wrong += [f"{where(path)}: {place}" for place in places if place in text]
    assert wrong == []


# -- texts ---------------------------------------------------------------------------------------------------------


def _flat(node: dict[str, object], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in node.items():
        name = f"{prefix}.{key}"
        flat |= _flat(value, name) if isinstance(value, dict) else {name: value}
    return flat


@cache
def texts(lang: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((ROOT / "dti_core" / "locale" / lang).glob("*.toml")):
        found |= _flat(tomllib.loads(path.read_text(encoding="utf-8")), path.stem)
    return found


def groups() -> list[str]:
    return sorted({key.split(".")[0] for lang in ("vi", "en") for key in texts(lang)})


@pytest.mark.parametrize("group", groups())
def test_both_languages_have_the_same_texts_and_placeholders(group):
    vi, en = ({k: v for k, v in texts(lang).items() if k.split(".")[0] == group} for lang in ("vi", "en"))
    assert set(vi) ^ set(en) == set()
    differ = [key for key in vi if _placeholders(vi[key]) != _placeholders(en[key])]
    assert differ == []


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@cache
def used() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every constant that may be a key, and what may make one: f-strings, "a.b" + ending, the beginning of a group."""
    constants: set[str] = set()
    made: set[str] = set()
    for path in OURS:
        for text in strings(path):
            (made if "\0" in text else constants).add(text)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and isinstance(node.left, ast.Constant):
                made.add(f"{node.left.value}\0")
    made |= {f"{text}\0" for text in constants if text in {f"{group}." for group in groups()}}
    keys = [text for text in made if "." in text and re.fullmatch(r"[\0\w.]*[a-z][\0\w.]*", text)]
    return constants, [re.compile(".*".join(map(re.escape, text.split("\0")))) for text in keys]


def test_every_text_asked_for_by_name_exists():
    wrong = []
    for path in OURS:
        for node, name in calls(path):
            asked = name.split(".")[-1] == "t" and node.args and isinstance(node.args[0], ast.Constant)
            if asked and node.args[0].value not in texts("vi"):
                wrong.append(f"{where(path, node)}: {node.args[0].value}")
    assert wrong == []


def test_every_placeholder_is_given_where_a_text_is_asked_for_by_name():
    """And nothing is given that the text has no place for; calls with ** are not looked at."""
    wrong = []
    for path in OURS:
        for node, name in calls(path):
            named = node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value in texts("vi")
            if name.split(".")[-1] != "t" or not named or not all(word.arg for word in node.keywords):
                continue
            if {word.arg for word in node.keywords} != _placeholders(texts("vi")[node.args[0].value]):
                wrong.append(f"{where(path, node)}: {node.args[0].value}")
    assert wrong == []


def test_no_text_is_left_over():
    constants, patterns = used()
    errors = {f"error.{code}" for code in error_codes()}
    left = [
        key
        for key in texts("vi")
        if key not in constants and key not in errors and not any(pattern.fullmatch(key) for pattern in patterns)
        if not key.startswith("error.")
    ]
    assert left == []
    assert {key for key in texts("vi") if key.startswith("error.")} - errors == set()


def error_codes() -> set[str]:
    """Codes that the code may raise: what the first argument of an error's constructor can be."""
    kinds = {"DtiError", "FrameworkError", "ScoreError", "StoreError", "WorkbookError", "UnknownCode"}
    kinds |= {"Refusal"}  # becomes a WorkbookError of the same code outside the process that reads files
    codes: set[str] = set()
    for path in OURS:
        named: dict[str, list[ast.AST]] = {}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Assign):
                named.setdefault(_dotted(node.targets[0]), []).append(node.value)
        for node, name in calls(path):
            if name == "UnknownCode.of":
                codes |= {f"unknown_{kind}" for kind in _ends(node.args[0], named)}
            elif name in kinds and node.args:
                codes |= _ends(node.args[0], named)
    return codes


def _ends(node: ast.AST, named: dict[str, list[ast.AST]]) -> set[str]:
    """The texts that an expression can have as its value, through conditions and names."""
    if isinstance(node, ast.IfExp):
        return _ends(node.body, named) | _ends(node.orelse, named)
    if isinstance(node, ast.Name):
        return {
            end for value in named.get(node.id, []) if not isinstance(value, ast.Name) for end in _ends(value, named)
        }
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_every_error_that_is_raised_has_a_text_in_both_languages():
    codes = error_codes()
    assert {"gain_above_room", "gain_below_zero", "store_in_use", "store_damaged", "unknown_entity"} <= codes
    for lang in ("vi", "en"):
        assert {code for code in codes if f"error.{code}" not in texts(lang)} == set()


# -- tests ---------------------------------------------------------------------------------------------------------


def test_every_core_module_is_tested_directly():
    """Each has a file of its own in tests/core, or is imported by one that is named after what it belongs to."""
    tests = sorted((ROOT / "tests" / "core").glob("test_*.py"))
    imported = {
        name
        for path in (*tests, ROOT / "tests" / "core" / "conftest.py")
        for _, name in imports(path)
        if name.startswith("dti_core.")
    }
    own = {path.stem.removeprefix("test_") for path in tests}
    missing = [
        where(path)
        for path in CORE
        if path.stem not in {"__init__", *own}
        and ".".join(path.relative_to(ROOT).with_suffix("").parts) not in imported
    ]
    assert missing == []
