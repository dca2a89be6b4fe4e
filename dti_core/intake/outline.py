"""The tree behind a list: from dotted codes, from a column of parents, or from how the rows are numbered."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

_ROMAN = re.compile(r"X{0,3}(IX|IV|V?I{0,3})")
_OUTER = {"word": 0, "letter": 1, "roman": 2, "number": 3, "small": 4}  # which numbering stands outside which


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list: how it is numbered or coded ("" where not), and its parent's code where a column says so."""

    label: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A row with its place: code, and parent (None for the outermost)."""

    code: str
    parent: str | None


def outline(lines: Sequence[Line], known: Mapping[int, str] | None = None, roots: Sequence[str] = ()) -> list[Node]:
    """Codes and parents of the rows, in their order.

    known: row -> the code that it is known by (its name is that of a known index); roots: codes that exist already, of
    which a row may be a part. A column of parents decides; where it is blank, "1.2" is a part of "1". Without such a
    column "1.2" is a part of "1" too, and where no such code is, numbering of another kind (A, I, 1, a) is one step
    further in. Numbers that begin anew under each heading are made unique by what they stand under.

    >>> [(n.code, n.parent) for n in outline([Line("I"), Line("1"), Line("1.1"), Line("II"), Line("1")])]
    [('I', None), ('I.1', 'I'), ('I.1.1', 'I.1'), ('II', None), ('II.1', 'II')]
    >>> [(n.code, n.parent) for n in outline([Line("DTI"), Line("1"), Line("1.1"), Line("2")])]
    [('DTI', None), ('1', 'DTI'), ('1.1', '1'), ('2', 'DTI')]
    >>> [n.parent for n in outline([Line("DTI"), Line("1", "DTI"), Line("1.1"), Line("1.1.1"), Line("2", "DTI")])]
    [None, 'DTI', '1', '1.1', 'DTI']
    """
    known = known or {}
    labels = [re.sub(r"[\s).:]+$", "", line.label.strip()) for line in lines]
    if any(line.parent for line in lines):
        there = {*labels, *roots}
        return [Node(label, line.parent or _root(label, there)) for label, line in zip(labels, lines, strict=True)]
    above = _above(labels)
    anew = any(times > 1 for times in Counter(labels).values()) or bool(known)
    codes: list[str] = []
    nodes: list[Node] = []
    for row, label in enumerate(labels):
        up = above[row]
        if row in known:
            code = known[row]
        elif not anew or up is None:
            code = label
        elif label.startswith(f"{labels[up]}."):
            code = codes[up] + label[len(labels[up]) :]
        else:
            code = f"{codes[up]}.{label}" if _kind(labels[up]) != "word" else label
        codes.append(code)
        nodes.append(Node(code, codes[up] if up is not None else _root(code, roots)))
    return nodes


def _root(code: str, roots: Collection[str]) -> str | None:
    """The longest known code that a dotted code begins with."""
    steps = code.split(".")
    return next((name for n in range(len(steps) - 1, 0, -1) if (name := ".".join(steps[:n])) in roots), None)


def _above(labels: Sequence[str]) -> list[int | None]:
    """The row that each stands under: the last one that begins its dotted code, else the last of an outer kind."""
    open_rows: list[int] = []
    found: list[int | None] = []
    kinds: list[str] = []
    for row, label in enumerate(labels):
        kind = _kind(label, labels[row - 1] if row else "")
        kinds.append(kind)
        stem = next((o for o in reversed(open_rows) if label.startswith(f"{labels[o]}.")), None)
        if stem is None:
            stem = next((o for o in reversed(open_rows) if _outside(kinds[o], kind)), None)
        found.append(stem)
        open_rows = [*open_rows[: open_rows.index(stem) + 1], row] if stem is not None else [row]
    return found


def _outside(outer: str, inner: str) -> bool:
    return _OUTER[outer] < _OUTER[inner]


def _kind(label: str, before: str = "") -> str:
    """How a row is numbered: "number" (1, 1.2), "roman", "letter" (A), "small" (a), "word" (DTI).

    I, V and X are Roman unless they follow the letter before them.
    """
    if re.fullmatch(r"[0-9]+(\.[0-9]+)*", label):
        return "number"
    if re.fullmatch(r"[a-zđ]", label):
        return "small"
    follows = len(label) == 1 and len(before) == 1 and ord(label) == ord(before) + 1
    if label and _ROMAN.fullmatch(label) and not follows:
        return "roman"
    return "letter" if re.fullmatch(r"[A-ZĐ]", label) else "word"
