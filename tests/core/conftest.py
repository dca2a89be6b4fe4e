"""The published figures, opened once, and small tables that can be made from a few numbers."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import dti_core.__main__
from conftest import toy_framework
from dti_core.commands import run
from dti_core.framework import Framework, Indicator
from dti_core.office import journal
from dti_core.scores import Round, ScoreTable
from dti_core.store import Store
from tests.commanding import AT, COLUMNS, Run

Make = Callable[..., ScoreTable]


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    opened = Store.open(":memory:")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def make() -> Make:
    return _make


def _make(
    totals: list[float],
    framework: Framework | None = None,
    figures: dict[str, list[float]] | None = None,
    ranks: list[float] | None = None,
    n: int | None = None,
    round_id: str = "made",
) -> ScoreTable:
    """A table of entities E0, E1, … with the totals given, other figures by code, and published ranks of the total."""
    framework = framework or toy_framework()
    ids = [f"E{i}" for i in range(len(totals))]
    people = pd.DataFrame(
        {"name_vi": ids, "name_en": ids, "level": "province", "parent_id": "VN", "region_id": "N"},
        index=pd.Index(ids, name="entity_id"),
    )
    published = np.full((len(ids), len(framework.all_codes)), np.nan)
    for code, column in {framework.root: totals, **(figures or {})}.items():
        published[:, framework.column(code)] = column
    meta = Round(round_id, framework.framework_id, 2022, "thử", "made", n or len(ids), None, "made")
    rows = [(name, framework.root, rank, n or len(ids), "") for name, rank in zip(ids, ranks or [], strict=False)]
    frame = pd.DataFrame(rows, columns=["entity_id", "code", "rank", "of", "within"]).dropna(subset="rank")
    return ScoreTable(framework, meta, people, published, frame)


@pytest.fixture(scope="session")
def total_only() -> Callable[..., Framework]:
    return _total_only


def _total_only(points: float = 1000.0, **changes: object) -> Framework:
    """A framework of one number."""
    tree = (Indicator("DTI", None, "total", "Tổng", "Total", points, True),)
    return toy_framework(**{"indicators": tree, "composites": (), "decimals": 4, **changes})


# -- the command line ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one figure of an office."""
    path = tmp_path_factory.mktemp("cli") / "dti.duckdb"
    store = Store.open(path)
    row = ("province-2022", "VN-12", "1", "published", 0.61, "published", "B2")
    journal.add(
        store, journal.Batch("scores", "Hoa", AT, "a.xlsx", b"x"), {"scores": pd.DataFrame([row], columns=COLUMNS)}
    )
    store.close()
    return path


@pytest.fixture
def own(database: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    path = tmp_path / "dti.duckdb"
    path.write_bytes(database.read_bytes())
    return path


@pytest.fixture
def command(database: Path) -> Run:
    def command(*words: object, at: Path = database) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "dti_core", *map(str, words), "--database", str(at)], capture_output=True,
            cwd=Path(dti_core.__main__.__file__).parents[1], encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip

    return command


@pytest.fixture
def here(database: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The same in this process, where only the words matter: (status, stdout, stderr)."""

    def here(*words: object, at: Path = database) -> tuple[int, str, str]:
        try:
            status = run.main([*map(str, words), "--database", str(at)])
        except SystemExit as left:
            status = int(left.code or 0)
        return (status, *capsys.readouterr())

    return here
