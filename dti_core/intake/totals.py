"""Totals that a file leaves out, from all their parts."""

from collections.abc import Mapping, Sequence

from dti_core.intake.checks import Figure
from dti_core.intake.target import Target
from dti_core.rounding import publish, to_micro


def totals(target: Target, figures: Sequence[Figure]) -> list[Figure]:
    """Totals that the file leaves out, from all their parts: rounded as the framework publishes, basis "derived".

    Only where all scored parts are given, by the file or (of published figures) by what is known; what lacks one stays
    missing.
    """
    framework = target.catalogue.framework
    scored = [node.code for node in framework.indicators if node.scored and framework.max_points[node.code] > 0]
    if not framework.points_known or len(scored) < 2:
        return []
    given: dict[tuple[str, str], dict[str, Figure]] = {}
    for one in figures:
        given.setdefault((one.entity, one.status), {})[one.code] = one
    made = []
    for (entity, status), mine in given.items():
        known = target.known.loc[entity].dropna().to_dict() if entity in target.known.index else {}
        known = known if status == "published" else {}
        if framework.root in mine or framework.root in known:
            continue
        values = known | {code: one.value for code, one in mine.items()}
        found = _parts_of(target, framework.root, values)
        if not found or not any(code in mine for code in found):
            continue
        raw = sum(to_micro(values[code] * framework.scale[framework.column(code)]) for code in found)
        units = publish(raw, framework.unit, framework.rounding)
        first = next(mine[code] for code in found if code in mine)
        quote = f"{first.sheet}: {framework.root} = " + " + ".join(found)
        made.append(Figure(entity, framework.root, status, min(units, framework.top) / 10**framework.decimals,
                           "derived", quote, first.sheet, first.cell))  # fmt: skip
    return made


def _parts_of(target: Target, code: str, values: Mapping[str, float]) -> list[str] | None:
    """Codes with figures that make up `code`, the outermost first; None where one lacks."""
    framework = target.catalogue.framework
    found: list[str] = []
    scored = {node.code for node in framework.indicators if node.scored and framework.max_points[node.code] > 0}
    for child in (child for child in framework.children(code) if child in scored):
        inside = [child] if child in values else _parts_of(target, child, values)
        if not inside:
            return None
        found += inside
    return found or None
