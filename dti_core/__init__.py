"""The subject: frameworks, figures, ranks, gaps, trends, what-ifs and targets of a published index.

Pure functions and frozen objects; nothing here knows Streamlit, the clock, the network or the environment.
"""

from dti_core.bridge import Bridge, bridge
from dti_core.chance import Growth
from dti_core.decompose import Decomposition, decompose
from dti_core.distribution import RankDistribution, probability_curve, rank_distribution
from dti_core.errors import DtiError, FrameworkError, ScoreError, StoreError, UnknownCode, WorkbookError
from dti_core.forecast import Forecast, climatology, forecast, rank_memory
from dti_core.framework import Composite, Framework, Indicator, Level
from dti_core.gaps import Gap, gaps
from dti_core.i18n import Translator
from dti_core.ladder import ladder, levels, potential
from dti_core.partial import Pairs, rank_within, threshold_span, worth_most
from dti_core.peers import Field, Peers
from dti_core.ranking import rank
from dti_core.record import Record, record
from dti_core.robustness import Robustness, robustness
from dti_core.scores import Round, ScoreTable
from dti_core.simulate import Simulation, adjustable, room, simulate
from dti_core.store import Store
from dti_core.target import Bounds, ThreeNumbers, missing_points, required, three_numbers
from dti_core.trends import Trend, growth, rank_history, trend

__all__ = [
    "Bounds", "Bridge", "Composite", "Decomposition", "DtiError", "Field", "Forecast", "Framework", "FrameworkError",
    "Gap", "Growth", "Indicator", "Level", "Pairs", "Peers", "RankDistribution", "Record", "Robustness", "Round",
    "ScoreError", "ScoreTable", "Simulation", "Store", "StoreError", "ThreeNumbers", "Translator", "Trend",
    "UnknownCode", "WorkbookError", "adjustable", "bridge", "climatology", "decompose", "forecast", "gaps", "growth",
    "ladder", "levels", "missing_points", "potential", "probability_curve", "rank", "rank_distribution",
    "rank_history", "rank_memory", "rank_within", "record", "required", "robustness", "room", "simulate",
    "three_numbers", "threshold_span", "trend", "worth_most",
]  # fmt: skip
