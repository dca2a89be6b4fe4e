"""Other scales: what is measured made points between two goalposts, weights made points, rules told apart.

Everything in the core is points, and more is better. An index that is measured (days, percent, lower is better …) has
goalposts in its catalogue: `best` earns all points, `worst` none, in between

    points = max_points × (worst − x) / (worst − best)

and beyond them it stays all or none. Goalposts belong to the framework, never to who happens to be in the file.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from dti_core.intake.names import folded

_WHOLE = 100.0  # weights are percent of the whole
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Goalposts:
    """best, worst: measures that earn all points and none; best < worst where lower is better."""

    best: float
    worst: float

    def share(self, measure: float) -> float:
        """Share of the points, 0 … 1.

        >>> Goalposts(2, 10).share(4), Goalposts(100, 0).share(72.5), Goalposts(2, 10).share(12)
        (0.75, 0.725, 0.0)
        """
        best, worst, x = (Fraction(repr(float(value))) for value in (self.best, self.worst, measure))
        return float(min(max((worst - x) / (worst - best), Fraction(0)), Fraction(1)))

    def holds(self, measure: float) -> bool:
        """Whether a measure lies between the two."""
        return min(self.best, self.worst) <= measure <= max(self.best, self.worst)


def points_of(weights: Mapping[str, float], parents: Mapping[str, str | None]) -> dict[str, float] | None:
    """Weights as points of 100: of the whole where parts make up their parent, of the parent where they make up 100.

    A weight of 0.4 beside others that make 1 is 40 percent; one root without a weight is the whole; where another
    parent has none, its parts are of the whole. None where they make up neither.

    >>> points_of({"A": 60, "B": 40, "A.1": 50, "A.2": 50}, {"A": None, "B": None, "A.1": "A", "A.2": "A"})
    {'A': 60.0, 'B': 40.0, 'A.1': 30.0, 'A.2': 30.0}
    """
    inner = {parent for parent in parents.values() if parent is not None}
    tops = [code for code, parent in parents.items() if parent is None]
    if any(code not in weights for code in inner if tops != [code]):
        weights = {code: weight for code, weight in weights.items() if code not in inner}
        parents = dict.fromkeys(weights)
        tops = []
    children: dict[str | None, list[str]] = {}
    for code in weights:
        children.setdefault(parents[code], []).append(code)
    found = dict.fromkeys(tops, _WHOLE) if len(tops) == 1 else {}
    for parent in sorted(children, key=lambda name: _depth(name, parents)):
        codes = children[parent]
        if codes == tops and len(tops) == 1:
            continue
        most = found[parent] if parent is not None else _WHOLE
        own = math.fsum(weights[code] for code in codes)
        if not any(_equal(own, whole) for whole in (most, _WHOLE, 1.0, weights.get(parent or "", most))):
            return None
        found |= {code: round(weights[code] * most / own, 9) for code in codes}
    return found


def _depth(code: str | None, parents: Mapping[str, str | None]) -> int:
    depth = 0
    while code is not None and depth <= len(parents):
        code, depth = parents.get(code), depth + 1
    return depth


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= _CLOSE * max(1.0, abs(other))


def rule_type(rule: str) -> str:
    """How a written scoring rule works: "ratio" (a share of the points), "steps" (all, half, none), "ladder" (more
    steps, by a count), or "other".

    >>> rule_type("tỷ lệ = a/b; điểm = tỷ lệ·max"), rule_type("cấp trưởng: max; cấp phó: 1/2·max; khác: 0")
    ('ratio', 'steps')
    >>> rule_type("4 lần: 20; 3: 15; 2: 10; 1: 5; còn lại: 0"), rule_type("")
    ('ladder', 'other')
    """
    said = rule.lower()
    if len(re.findall(r"[0-9]+[^:;\n]{0,40}:\s*[0-9]+(?:[.,][0-9]+)?\s*(?:điểm)?\s*(?:[;\n.]|$)", said)) >= 3:
        return "ladder"
    if re.search(r"\ba\s*/\s*b\b|\b(tỷ|tỉ) lệ\b", said):
        return "ratio"
    if re.search(r"1/2|0,5\s*[·*x]|½|một nửa", said) or len(re.findall(r":\s*[0-9]", said)) >= 2:
        return "steps"
    return "other"


_DIRECTIONS = {
    "up": ("up", "cao tốt", "càng cao càng tốt", "thuận", "tăng", "higher is better", "cao"),
    "down": ("down", "thấp tốt", "càng thấp càng tốt", "nghịch", "giảm", "lower is better", "thấp"),
}
_RULES = {
    "ratio": ("ratio", "tỷ lệ", "tỉ lệ"), "steps": ("steps", "mức", "theo mức", "bậc"),
    "ladder": ("ladder", "thang", "bậc thang", "theo số lượng"), "other": ("other", "khác"),
}  # fmt: skip


def direction(said: str) -> str | None:
    """ "up" or "down" of a written direction; None where it is neither.

    >>> direction("Thấp tốt"), direction("càng cao càng tốt"), direction("?")
    ('down', 'up', None)
    """
    return next((way for way, words in _DIRECTIONS.items() if folded(said) in map(folded, words)), None)


def named_rule(said: str) -> str | None:
    """The rule type that a word names; None where it names none.

    >>> named_rule("Tỷ lệ"), named_rule("bậc thang"), named_rule("gì đó")
    ('ratio', 'ladder', None)
    """
    return next((rule for rule, words in _RULES.items() if folded(said) in map(folded, words)), None)
