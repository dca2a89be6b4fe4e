"""Every number in a sentence over a chart is in the tables beside it, for every page, in both languages.

Each number must stand in the tables, as it is written there or as a share written in percent. A whole number may
instead be a year, count something that is counted here another way, be the rank of who is named, or follow from two
others of its sentence.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pandas as pd
import pytest

from dti_core.i18n import Translator
from dti_core.store import Store
from tests.sayings import PAGES, Case, Said, cases

PARAMETERS = {"90", "80", "25", "100"}  # of the models: shares of the draws, how far weights are drawn


def numbers(text: str, lang: str) -> list[str]:
    """Numbers as they are written, without sign: "0,5032", "1.000", "53"."""
    point, group = (",", ".") if lang == "vi" else (".", ",")
    found = re.findall(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{point}\d+)?|\d+(?:\{point}\d+)?", text)
    return [number.replace(group, "").replace(point, ".") for number in found]


def shown(sheets: Mapping[str, pd.DataFrame], lang: str) -> tuple[list[Decimal], set[str]]:
    """All that the tables hold: values, and numbers inside texts and headers."""
    values: list[Decimal] = []
    written: set[str] = set()
    for frame in sheets.values():
        flat = frame.reset_index() if any(frame.index.names) else frame
        for column in flat.columns:
            written |= set(numbers(str(column), lang))
            for entry in flat[column]:
                if isinstance(entry, str):
                    written |= set(numbers(entry, lang))
                elif isinstance(entry, dt.date):
                    written |= set(numbers(f"{entry:%d %m %Y}", lang))
                elif isinstance(entry, (tuple, list)):
                    written |= set(numbers(" ".join(map(str, entry)), lang))
                elif not isinstance(entry, bool) and pd.notna(entry) and math.isfinite(float(entry)):
                    values.append(abs(Decimal(repr(float(entry)))))
    return values, written


def counts(sheets: Mapping[str, pd.DataFrame], about: Case, text: str, lang: str) -> set[int]:
    """Whole numbers that the tables and the published figures account for without holding them."""
    table, entity, rounds = about
    found = {len(rounds), *(len(part.split(", ")) for part in re.split(r"[:;.]", text)), text.count("“")}
    for frame in sheets.values():
        found |= {len(frame), frame.shape[1]}
        for _, column in frame.items():
            known = column.dropna()
            found |= {len(known), len(column) - len(known), *known.astype(str).value_counts()}
            if pd.api.types.is_numeric_dtype(known):
                found |= {int((known > 0).sum()), int((known < 0).sum())}
    known_in = {each.round.round_id: set(each.values().dropna().index) for each in (*rounds, table)}
    for each in (*rounds, table):
        found |= {each.n, each.n - 1, len(known_in[each.round.round_id])}
        for who in each.entities:
            if who == entity or each.name(who, lang) in text:
                ranks = each.ranks_published()[each.row(who)], (each.values() > each.value(who)).sum() + 1
                found |= {int(rank) for rank in ranks if rank == rank}
    for before, after in pairwise(rounds):
        old, new = set(before.entities), set(after.entities)
        both = known_in[before.round.round_id] & known_in[after.round.round_id]
        found |= {len(old - new), len(new - old), len(both), len(both - {entity})}
    indices = [code for code in table.framework.leaves if code != table.framework.root]
    return found | {len(indices), sum(not math.isnan(table.value(entity, code)) for code in indices)}


def missing(
    text: str, sheets: Mapping[str, pd.DataFrame], names: set[str], lang: str, about: Case, goals: Collection[int] = ()
) -> list[str]:
    """Numbers of the sentence that nothing in the tables accounts for."""
    for name in sorted(names, key=len, reverse=True):  # an indicator or a round may have a number in its name
        text = text.replace(name, "")
    values, written = shown(sheets, lang)
    left, proven = [], set()
    for number in numbers(text, lang):
        places = len(number.partition(".")[2])
        exact = Decimal(number)
        step = Decimal(1).scaleb(-places)
        rounded = (value.quantize(step, ROUND_HALF_UP) for value in values)
        in_percent = ((value * 100).quantize(step, ROUND_HALF_UP) for value in values if value <= 1)
        known = not places and (2000 <= exact <= 2100 or number in PARAMETERS or exact in goals)
        if number in written or known or exact in set(rounded) | set(in_percent):
            proven.add(number)
        else:
            left.append(number)
    if all("." in number for number in left):
        return left
    counted = counts(sheets, about, text, lang)
    whole = {int(number) for number in proven | set(left) if "." not in number and int(number) in counted}
    whole |= {int(number) for number in proven if "." not in number}
    follows = {abs(one - other) for one in whole for other in {*whole, 1, 2}}
    return [number for number in left if "." in number or int(number) not in counted | follows]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__.removeprefix("of_"))
def test_every_number_of_a_sentence_is_in_the_tables_of_its_page(
    store: Store, page: Callable[..., Iterator[Said]], lang: str
) -> None:
    t = Translator(lang)
    wrong = []
    said = 0
    for table, entity, rounds in cases(store):
        framework = table.framework
        names = {framework.name(code, lang) for code in framework.all_codes} | {table.framework.name_vi}
        aims = [int(rank) for rank in store.targets(entity)["rank"].dropna()]
        goals = {round(rank * table.n / each.n) for rank in aims for each in rounds} | set(aims)
        for text, sheets in page(store, table, entity, rounds, t):
            said += 1
            if left := missing(text, sheets, names, lang, (table, entity, rounds), goals):
                wrong.append(f"{table.round.round_id} {entity}: {left} in {text!r}")
    assert said > 5
    assert wrong == []


def test_the_check_itself_finds_a_number_that_is_nowhere(store: Store) -> None:
    table = store.table("province-2022")
    frame = {"": pd.DataFrame({"Giá trị": [0.5032], "Phần": [0.228], "Chữ": ["45/63"]})}
    about = (table, "VN-12", [table])
    assert missing("0,5032 là 22,8 %, hạng 45", frame, set(), "vi", about) == []
    assert missing("52 trong 63 đơn vị đứng trên Lai Châu (hạng 53)", frame, set(), "vi", about) == []
    assert missing("0,5033 và 1.200", frame, set(), "vi", about) == ["0.5033", "1200"]
    assert missing("Lai Châu ở hạng 54, 30 đơn vị vượt lên", frame, set(), "vi", about) == ["54", "30"]
