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

from dti_core.intake.aims import Aim
from dti_core.intake.grid import Book, Problem
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


def propose(store: Store, book: Book, aim: Aim) -> Proposal:
    """What `book` would bring to `aim`; nothing is written."""
    raise NotImplementedError


def commit(store: Store, proposal: Proposal, batch: Batch) -> str:
    """Write a proposal as one batch, in one transaction; its batch_id.

    Refused (WorkbookError) while it has problems that stop, when there is nothing to write, when `batch` carries
    another file than the proposal was made of, and when the store has changed since so that it would come out
    otherwise.
    """
    raise NotImplementedError
