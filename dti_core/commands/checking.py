"""check: whether the database holds together, and what in it contradicts itself."""

from argparse import Namespace

import pandas as pd

from dti_core.commands.answer import DONE, REFUSED, Answer
from dti_core.coverage import self_check
from dti_core.errors import DtiError, written
from dti_core.i18n import Translator
from dti_core.office import figures, journal, scenarios
from dti_core.store import Store

STOPS = ("damaged_file", "lost_rows", "round")  # what makes `check` refuse; the rest is to be known


def check(store: Store, asked: Namespace, t: Translator) -> Answer:
    """Everything read: files against their checksums, rows against their batches, figures against one another."""
    found = [*_files(store), *_rows(store), *_strays(store), *_scenarios(store), *_apart(store, t)]
    rounds = list(store.rounds()["round_id"])
    for round_id in rounds:
        found += _round(store, round_id, t)
    frame = pd.DataFrame(found, columns=["kind", "where", "what"])
    stops = int(frame["kind"].isin(STOPS).sum())
    counts = {"rounds": len(rounds), "batches": len(journal.batches(store))}
    document = {"healthy": not stops, **counts, "findings": frame.assign(serious=frame["kind"].isin(STOPS))}
    lines = [t("cli.checked", **{name: t.number(count, 0) for name, count in counts.items()})]
    for kind, part in frame.groupby("kind", sort=False):
        lines += ["", t(f"cli.found.{kind}", count=t.number(len(part), 0))]
        lines += [f"  {row.where}: {row.what}" for row in part.itertuples()]
    lines += ["", t("cli.unhealthy" if stops else "cli.healthy")]
    return Answer(document, lines, REFUSED if stops else DONE, t("cli.unhealthy") if stops else "")


Finding = tuple[str, str, str]


def _files(store: Store) -> list[Finding]:
    return [("damaged_file", one, "SHA-256") for one in journal.damaged(store)]


def _rows(store: Store) -> list[Finding]:
    lost = journal.lost(store)
    return [("lost_rows", row["batch_id"], f"office.{row['name']}: {row['rows']}") for _, row in lost.iterrows()]


def _strays(store: Store) -> list[Finding]:
    strays = figures.strays(store)
    return [
        ("stray", row["batch_id"], f"{row['kind']} {row['round_id']} {row['entity_id']} {row['code']} ({row['why']})")
        for _, row in strays.iterrows()
    ]


def _scenarios(store: Store) -> list[Finding]:
    """Scenarios whose round or entity is not there any more."""
    rounds = set(store.rounds()["round_id"])
    people = set(store.listing("entities")["entity_id"])
    return [
        ("scenario", one.name, f"{one.round_id} {one.entity}")
        for one in scenarios.book(store)
        if one.round_id not in rounds or one.entity not in people
    ]


def _apart(store: Store, t: Translator) -> list[Finding]:
    apart = figures.disagreements(store)
    found = []
    for _, row in apart[~apart["decided"].astype(bool)].iterrows():
        low, high = written(t, row["low"]), written(t, row["high"])
        found.append(("apart", str(row["round_id"]), f"{row['entity_id']} {row['code']}: {low} – {high}"))
    return found


def _round(store: Store, round_id: str, t: Translator) -> list[Finding]:
    """What a round's own figures say against each other."""
    try:
        table = store.table(round_id)
        found = [("contradiction", round_id, error.text(t)) for error in table.contradictions()]
        checked = self_check(table).frame
        wrong = checked[checked["verdict"] == "no"]
        found += [("sum", round_id, table.name(entity, t.lang)) for entity in wrong["entity"]]
    except DtiError as error:
        return [("round", round_id, error.text(t))]
    return found
