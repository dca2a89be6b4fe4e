"""The office's template is kept with the office's data: one of a kind, over a rebuild, until it is taken back."""

import datetime as dt
import hashlib
from pathlib import Path

from dti_core.office import files
from dti_core.store import Store

AT = dt.datetime(2026, 11, 29, 10, 30)


def test_a_file_comes_back_as_it_was_sent_and_a_second_one_takes_its_place() -> None:
    store = Store.open(":memory:")
    assert files.kept(store, files.TEMPLATE) is None
    files.keep(store, files.TEMPLATE, "mẫu cũ.pptx", b"PK old", AT)
    files.keep(store, files.TEMPLATE, "mẫu.potx", b"PK\x00new", AT)
    assert files.kept(store, files.TEMPLATE) == files.Kept("mẫu.potx", b"PK\x00new", AT)
    sums = store.query("SELECT sha256 FROM office.files")["sha256"]
    assert list(sums) == [hashlib.sha256(b"PK\x00new").hexdigest()]
    store.close()


def test_files_of_other_kinds_stay() -> None:
    store = Store.open(":memory:")
    files.keep(store, "logo", "a.png", b"1", AT)
    files.keep(store, files.TEMPLATE, "b.pptx", b"2", AT)
    files.remove(store, files.TEMPLATE)
    assert files.kept(store, files.TEMPLATE) is None
    assert files.kept(store, "logo") == files.Kept("a.png", b"1", AT)
    store.close()


def test_a_file_outlives_the_programme(tmp_path: Path) -> None:
    path = tmp_path / "dti.duckdb"
    store = Store.open(path)
    files.keep(store, files.TEMPLATE, "b.pptx", b"2", AT)
    store.close()
    store = Store.open(path)
    assert files.kept(store, files.TEMPLATE) == files.Kept("b.pptx", b"2", AT)
    store.close()
