"""The subject: frameworks, figures, ranks, gaps, trends, what-ifs and targets of a published index.

Pure functions and frozen objects; nothing here knows Streamlit, the clock, the network or the environment.
"""

from dti_core.decompose import Decomposition, decompose
from dti_core.errors import DtiError, FrameworkError, ScoreError, StoreError, UnknownCode, WorkbookError
from dti_core.framework import Composite, Framework, Indicator, Level
from dti_core.gaps import Gap, gaps
from dti_core.i18n import Translator
from dti_core.ladder import ladder, levels, potential
from dti_core.peers import Field, Peers
from dti_core.ranking import rank
from dti_core.scores import Round, ScoreTable
from dti_core.simulate import Simulation, adjustable, room, simulate
from dti_core.store import Store
from dti_core.target import missing_points, required
from dti_core.trends import Trend, growth, rank_history, trend

__all__ = [
    "Composite", "Decomposition", "DtiError", "Field", "Framework", "FrameworkError", "Gap", "Indicator", "Level",
    "Peers", "Round", "ScoreError", "ScoreTable", "Simulation", "Store", "StoreError", "Translator", "Trend",
    "UnknownCode", "WorkbookError", "adjustable", "decompose", "gaps", "growth", "ladder", "levels", "missing_points",
    "potential", "rank", "rank_history", "required", "room", "simulate", "trend",
]  # fmt: skip
