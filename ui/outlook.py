"""The chance of each rank beside a what-if: by the model that this index's own rounds teach."""

from dti_core.assumed import MODEL
from dti_core.scenario_chance import Outlook, outlook
from dti_core.simulate import Simulation
from ui import assume, whatif
from ui.session import Workspace


def of(ws: Workspace, result: Simulation, goal: int | None) -> Outlook | None:
    """The chances of `goal`, or of today's rank; None where no two rounds teach a model."""
    model = assume.fitted(ws).get(MODEL)
    if model is None:
        return None
    return outlook(whatif.desk(ws, model), result, goal, assume.comparable(ws))
