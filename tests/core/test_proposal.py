"""From a file to a batch: previewed, confirmed, written whole or not at all, undone as a whole."""

import contextlib
import multiprocessing
import random
import sys

import pandas as pd
import pytest

from dti_core.errors import StoreError, WorkbookError
from dti_core.intake import preview
from dti_core.intake.aims import ScoresAim
from dti_core.intake.proposal import ACTIONS, commit, propose
from dti_core.office import journal
from dti_core.office.journal import Batch
from dti_core.store import Store
from tests.books import AT, book, bring_egov

NEW = ScoresAim("thu-2025", "province-2022", 2025, "thử")
ROWS = [["Tỉnh", "Giá trị"], ["Lai Châu", 0.6], ["Hà Nội", 0.7]]


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def signed(rows, kind="scores"):
    return Batch(kind, "Hoa", AT, "tệp.xlsx", repr(rows).encode())


def everything(store):
    """Every row of every table of the office, and what counts."""
    tables = [
        *(f"office.{name}" for name in (*journal.TABLES, "batches", "undone")),
        "current.scores",
        "current.rounds",
    ]
    return {name: store.query(f"SELECT * FROM {name} ORDER BY ALL").astype(str).values.tolist() for name in tables}


def test_nothing_is_written_until_it_is_confirmed(own):
    before = everything(own)
    proposal = propose(own, book(ROWS), NEW)
    assert everything(own) == before
    assert proposal.counts == {"added": 3, "changed": 0, "beside": 0, "same": 0, "removed": 0}
    assert set(proposal.changes["action"]) <= set(ACTIONS) and tuple(proposal.changes) == preview.COLUMNS
    assert proposal.changes["entity"].dropna().tolist() == ["Lai Châu", "Hà Nội"]
    commit(own, proposal, signed(ROWS))
    assert own.table("thu-2025").value("VN-12") == 0.6


def test_undone_it_is_as_if_it_had_never_been(own):
    rounds, listing = own.rounds(), own.listing("scores")
    bring_egov(own)
    for batch_id in reversed(journal.batches(own)["batch_id"].tolist()[::-1]):
        journal.undo(own, batch_id, "Hoa", AT)
    pd.testing.assert_frame_equal(own.rounds(), rounds)
    pd.testing.assert_frame_equal(own.listing("scores"), listing)


def refused(code, store, proposal, batch):
    before = everything(store)
    with pytest.raises((WorkbookError, StoreError)) as caught:
        commit(store, proposal, batch)
    assert caught.value.code == code and everything(store) == before


def test_a_file_with_problems_is_refused_whole(own):
    rows = [*ROWS, ["Lai Chu", 0.5]]
    refused("import_stopped", own, propose(own, book(rows), NEW), signed(rows))


def test_another_file_than_the_one_previewed_is_refused(own):
    refused("other_file", own, propose(own, book(ROWS), NEW), signed([*ROWS, "x"]))
    refused("other_file", own, propose(own, book(ROWS), NEW), signed(ROWS, "catalogue"))


def test_a_store_that_changed_in_what_matters_is_refused_and_otherwise_it_goes_on(own):
    first, second = propose(own, book(ROWS), NEW), propose(own, book(ROWS), NEW)
    own.write("DELETE FROM office.scenarios", [])
    commit(own, first, signed(ROWS))
    refused("changed_since", own, second, signed(ROWS))


def test_rows_worked_out_against_another_state_are_not_added(own):
    before = own.version
    own.write("DELETE FROM office.scenarios", [])
    with pytest.raises(StoreError, match="Somebody else"):
        journal.add(own, signed(ROWS), {}, before)
    assert journal.batches(own).empty


# -- interrupted ---------------------------------------------------------------------------------------------------

SCORES, RANKS, SENT = 400, 100, 50_000  # what each batch brings


def write_for_ever(path, line):
    """Add batch after batch, saying each that is done, until the process is killed."""
    store = Store.open(path)
    number = len(journal.batches(store))
    same = {"round_id": "province-2022", "indicator_code": "1", "quote": "q" * 200}
    scores = pd.DataFrame({"entity_id": [f"E{n}" for n in range(SCORES)]}).assign(
        **same, status="published", value=0.5, basis="published")  # fmt: skip
    ranks = pd.DataFrame({"entity_id": [f"E{n}" for n in range(RANKS)]}).assign(**same, rank=1, of=63, within="")
    line.send(number)
    while True:
        journal.add(store, Batch("scores", "Hoa", AT, "t.xlsx", bytes(SENT)), {"scores": scores, "ranks": ranks})
        number += 1
        line.send(number)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked from a server")
def test_killed_at_random_moments_of_an_import_fifty_times_the_database_holds_the_state_before_or_after(tmp_path):
    """After each kill -9 it opens; every batch is there whole (figures, ranks, file) or not at all; what was said to be
    done is there, and at most the one that was being written beside it."""
    path, rng = tmp_path / "dti.duckdb", random.Random(20261129)
    Store.open(path).close()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["dti_core.office.journal", "tests.books", __name__])
    grown = 0
    for _ in range(50):
        here, there = context.Pipe(duplex=False)
        writer = context.Process(target=write_for_ever, args=(path, there))
        writer.start()
        there.close()
        before = done = here.recv()
        for _ in range(
            rng.randrange(3)
        ):  # some batches whole, then somewhere within the next, however busy the machine
            done = here.recv()
        writer.join(rng.uniform(0.0, 0.06))
        writer.kill()
        writer.join()
        with contextlib.suppress(EOFError):
            while True:
                done = here.recv()
        here.close()
        store = Store.open(path)
        found = journal.batches(store)
        whole = store.query("SELECT count(*) AS n FROM office.batches WHERE octet_length(content) = ?", [SENT])
        strays = store.query("SELECT count(*) AS n FROM office.scores ANTI JOIN office.batches USING (batch_id)")
        store.close()
        assert set(found["rows"]) <= {SCORES + RANKS}
        assert whole["n"].iloc[0] == len(found) and strays["n"].iloc[0] == 0
        assert len(found) in (done, done + 1)
        grown += len(found) > before
    assert grown > 10  # it was killed while batches were being written, not before
