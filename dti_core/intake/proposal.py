"""An import before it is one: every problem, the rows that would be written, and what they would change.

book = reader.read(content, "diem-2025.xlsx")
proposal = propose(store, book, ScoresAim("egov-2017", framework_id="egov", year=2017))
proposal.problems                       # each with sheet, cell, value; text t(f"intake.problem.{code}", **details)
proposal.changes                        # what would be added, changed, left as it is
commit(store, proposal, Batch("scores", "Hoa", at, book.file_name, content))      # -> batch_id
journal.undo(store, batch_id, "Hoa", at)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from dti_core.errors import WorkbookError
from dti_core.intake import catalogue, preview, progress_in, scores_in
from dti_core.intake.aims import Aim, CatalogueAim, ScoresAim
from dti_core.intake.checks import Findings
from dti_core.intake.grid import Book, Problem
from dti_core.intake.sheets import Chosen
from dti_core.intake.target import Target
from dti_core.office import journal
from dti_core.office.journal import Batch
from dti_core.store import Store

ACTIONS = ("added", "changed", "beside", "same", "removed")


@dataclass(frozen=True, eq=False)
class Proposal:
    """What a file would bring.

    problems: in the order of the file; severity "stop" refuses, "look" asks for a confirmation.
    rows: office table -> frame as journal.add takes it.
    changes: one row a figure or fact: table, entity_id, entity (name), code, name, field, old, new, source (title of
    what says the old one), action: "added", "changed" (an earlier import's figure), "beside" (a published figure that
    stays what counts, the new one beside it), "same" or "removed" (an earlier catalogue's index that the new one has
    not).
    version: of the store that it was worked out against.
    """

    aim: Aim
    book: Book
    version: str
    problems: tuple[Problem, ...] = ()
    rows: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    chosen: Chosen = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.aim.kind

    @property
    def stops(self) -> tuple[Problem, ...]:
        """What has to be mended first."""
        return tuple(problem for problem in self.problems if problem.severity == "stop")

    @property
    def looks(self) -> tuple[Problem, ...]:
        """What has to be confirmed."""
        return tuple(problem for problem in self.problems if problem.severity == "look")

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each action."""
        found = self.changes["action"].value_counts() if len(self.changes) else {}
        return {action: int(found.get(action, 0)) for action in ACTIONS}


def propose(store: Store, book: Book, aim: Aim, chosen: Chosen | None = None) -> Proposal:
    """What `book` would bring to `aim`; nothing is written. chosen: what columns mean where the user says so.

    A DtiError only where the aim itself is wrong (no such framework, a new round without a year); whatever is wrong
    with the file is a problem of the proposal.
    """
    version, findings = store.version, Findings()
    rows: dict[str, pd.DataFrame]
    if isinstance(aim, CatalogueAim):
        rows = catalogue.read(store, book, aim, findings, chosen)
    elif isinstance(aim, ScoresAim):
        rows = scores_in.read(Target.of(store, aim), book, findings, chosen)
    else:
        rows = progress_in.read(store, book, aim, findings, chosen)
    twice = journal.batches(store).query("sha256 == @sent and undone_at.isna()", local_dict={"sent": book.sha256})
    if len(twice):
        first = twice.iloc[-1]
        findings.extend([Problem("", "", book.file_name, "sent_before", (("batch", first["batch_id"]),), "look")])
    changes = preview.changes(store, rows)
    problems = findings.sorted(book)
    return Proposal(aim, book, version, problems, preview.worth_writing(store, rows), changes, dict(chosen or {}))


def commit(store: Store, proposal: Proposal, batch: Batch) -> str:
    """Write a proposal as one batch, in one transaction; its batch_id.

    Refused (WorkbookError) while it has problems that stop, when there is nothing to write, when `batch` carries
    another file than the proposal was made of, and when the store has changed since so that it would come out
    otherwise.
    """
    if proposal.stops:
        raise WorkbookError("import_stopped", count=len(proposal.stops), first=_place(proposal.stops[0]))
    if not proposal.rows:
        raise WorkbookError("nothing_to_import", file=proposal.book.file_name)
    if batch.kind != proposal.kind or batch.sha256 != proposal.book.sha256:
        raise WorkbookError("other_file", file=proposal.book.file_name)
    version = store.version
    if version != proposal.version and not _same(
        propose(store, proposal.book, proposal.aim, proposal.chosen), proposal
    ):
        raise WorkbookError("changed_since", file=proposal.book.file_name)
    return journal.add(store, batch, proposal.rows, version)


def _same(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals write the same and were shown the same."""
    return (
        one.problems == other.problems
        and one.changes.equals(other.changes)
        and one.rows.keys() == other.rows.keys()
        and all(one.rows[name].equals(other.rows[name]) for name in one.rows)
    )


def _place(problem: Problem) -> str:
    return f"{problem.sheet}!{problem.place}"
