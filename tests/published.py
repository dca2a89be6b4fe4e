"""The published files as the tests of the figures read them: never through `dti_core`."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
PUBLISHED = DATA / "published"
README = (DATA / "README.md").read_text(encoding="utf-8")


# --- the dictionary and its checker -------------------------------------------------------------


def parse_dictionary(text: str) -> dict[str, list[dict[str, str]]]:
    """File -> its columns, in order, as the markdown tables under `## file.csv` describe them."""
    dictionary = {}
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        name, _, body = section.partition("\n")
        if not name.strip().endswith(".csv"):
            continue
        lines = [line for line in body.splitlines() if line.startswith("|")]
        cells = [[c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
        assert cells[0] == ["column", "type", "unit", "range", "key", "meaning"], name
        dictionary[name.strip()] = [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]
    return dictionary


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(line for line in lines if not line.startswith("#"))
        columns, *table = reader
    for number, row in enumerate(table, start=2):
        assert len(row) == len(columns), f"{path.name} line {number}: {len(row)} fields, {len(columns)} columns"
    return columns, [dict(zip(columns, row, strict=True)) for row in table]


def parse(kind: str, text: str):
    """The value of a field; ValueError or InvalidOperation where it is not of that type."""
    if kind == "int":
        if not re.fullmatch(r"\d+", text):
            raise ValueError(text)
        return int(text)
    if kind == "decimal":
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            raise ValueError(text)
        return Decimal(text)
    if kind == "decimal_comma":
        if not re.fullmatch(r"\d+(,\d+)?", text):
            raise ValueError(text)
        return Decimal(text.replace(",", "."))
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "partial_date":
        year, month, day = [*text.split("-"), "01", "01"][:3]
        return date.fromisoformat(f"{year}-{month}-{day}")
    if kind == "code":
        if not re.fullmatch(r"[\w.+-]+", text):
            raise ValueError(text)
        return text
    if kind == "text":
        if text != text.strip():
            raise ValueError(text)
        return text
    raise AssertionError(f"the dictionary uses an unknown type: {kind}")


def in_range(kind: str, limits: str, value) -> bool:
    if limits.startswith("one of:"):
        return value in [word.strip() for word in limits.removeprefix("one of:").split(",")]
    if limits:
        low, high = (parse(kind.replace("_comma", ""), x) if x else None for x in limits.split(".."))
        return (low is None or value >= low) and (high is None or value <= high)
    return True


def check(dictionary, tables) -> list[str]:
    """Every breach of the dictionary, each naming file, line and column."""
    problems = []
    for name in sorted(set(dictionary) ^ set(tables)):
        problems.append(f"{name}: only in the {'dictionary' if name in dictionary else 'data'}")
    for name in sorted(set(dictionary) & set(tables)):
        described, (columns, rows) = dictionary[name], tables[name]
        if columns != [c["column"] for c in described]:
            problems.append(f"{name}: columns {columns}, described {[c['column'] for c in described]}")
            continue
        keys = Counter()
        key_columns = [c["column"] for c in described if "PK" in c["key"].split("; ")]
        for line, row in enumerate(rows, start=2):
            for c in described:
                where, text = f"{name} line {line} column {c['column']}", row[c["column"]]
                kind = c["type"].removesuffix("?")
                if not text:
                    if not c["type"].endswith("?"):
                        problems.append(f"{where}: blank")
                    continue
                try:
                    value = parse(kind, text)
                except (ValueError, InvalidOperation):
                    problems.append(f"{where}: {text!r} is not {kind}")
                    continue
                if not in_range(kind, c["range"], value):
                    problems.append(f"{where}: {text!r} is outside {c['range']}")
                problems += [f"{where}: {text!r} {p}" for p in foreign(c["key"], row, text, tables)]
            key = tuple(row[k] for k in key_columns)
            keys[key] += 1
            if keys[key] > 1:
                problems.append(f"{name} line {line} column {'+'.join(key_columns)}: {key} is there twice")
    return problems


def foreign(key: str, row, text: str, tables) -> list[str]:
    problems = []
    for part in key.split("; "):
        if match := re.fullmatch(r"FK (\w+)\.(\w+)(?: within (\w+))?", part):
            table, column, within = match.groups()
            if not any(
                other[column] == text and (within is None or other[within] == row[within])
                for other in tables[f"{table}.csv"][1]
            ):
                problems.append(f"is not in {table}.{column}" + (f" within {row[within]!r}" if within else ""))
        else:
            assert part in ("", "PK"), f"the dictionary uses an unknown key: {part}"
    return problems


DICTIONARY = parse_dictionary(README)
TABLES = {p.relative_to(PUBLISHED).as_posix(): read(p) for p in PUBLISHED.rglob("*.csv")}


def rows(name: str) -> list[dict[str, str]]:
    return TABLES[f"{name}.csv"][1]


def by(name: str, column: str) -> dict[str, dict[str, str]]:
    return {row[column]: row for row in rows(name)}


# --- what the tests below share -----------------------------------------------------------------

ENTITIES, ROUNDS, FRAMEWORKS = by("entities", "entity_id"), by("rounds", "round_id"), by("frameworks", "framework_id")
MAX_POINTS = {(r["framework_id"], r["code"]): Fraction(r["max_points"]) for r in rows("indicators") if r["max_points"]}
MAIN = {"1": 100, "2": 100, "3": 100, "4": 100, "5": 100, "7": 200, "8": 150, "9": 150}  # Decision 922
HALF = Fraction(1, 20_000)  # half a unit of the fourth decimal

VALUES: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(dict)  # (round, indicator) -> entity -> value
for _row in rows("scores"):
    if re.fullmatch(r"\d+(\.\d+)?", _row["value"]):  # anything else is reported by the dictionary test
        VALUES[_row["round_id"], _row["indicator_code"]][_row["entity_id"]] = Fraction(_row["value"])

OLD = [e for e, r in ENTITIES.items() if r["level"] == "province" and not r["valid_from"]]
NEW = [e for e, r in ENTITIES.items() if r["level"] == "province" and not r["valid_to"]]
SUCCESSOR = {r["old_entity_id"]: r["new_entity_id"] for r in rows("successions")}


def published(round_id: str, entity_id: str, *codes: str) -> list[Fraction] | None:
    """Values of the codes, or None where one of them is not published."""
    found = [VALUES[round_id, code].get(entity_id) for code in codes]
    return None if None in found else found


def rank_of(entity_id: str, values: dict[str, Fraction], unit: int = 10_000) -> int:
    """1 + how many are strictly above, as integers in units of the last published decimal."""
    own = values[entity_id] * unit
    assert all((v * unit).denominator == 1 for v in values.values())
    return 1 + sum(v * unit > own for v in values.values())


def codes_of(round_id: str) -> set[str]:
    framework_id = ROUNDS[round_id]["framework_id"]
    return {r["code"] for r in rows("indicators") if r["framework_id"] == framework_id} | {
        r["composite_code"] for r in rows("composites") if r["framework_id"] == framework_id
    }
