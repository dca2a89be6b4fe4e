"""The subject: frameworks, figures, ranks, gaps, trends, what-ifs and targets of a published index.

Pure functions and frozen objects; nothing here knows Streamlit, the clock, the network or the environment.
"""

from dti_core.bridge import Bridge, bridge
from dti_core.chance import Growth
from dti_core.decompose import Decomposition, decompose
from dti_core.distribution import RankDistribution, probability_curve, rank_distribution
from dti_core.effort import CommonLevel, Separable
from dti_core.effort import even as even_effort
from dti_core.effort import history as history_effort
from dti_core.effort import linear as linear_effort
from dti_core.errors import DtiError, FrameworkError, ScoreError, StoreError, UnknownCode, WorkbookError
from dti_core.forecast import Forecast, climatology, forecast, rank_memory
from dti_core.framework import Composite, Framework, Indicator, Level
from dti_core.frontier import Frontier
from dti_core.gaps import Gap, gaps
from dti_core.i18n import Translator
from dti_core.ladder import ladder, levels, potential
from dti_core.limits import Limits
from dti_core.partial import Pairs, rank_within, threshold_span, total_from_mean, worth_most
from dti_core.peers import Field, Peers
from dti_core.plan import Plan, plan, swing
from dti_core.ranking import rank
from dti_core.record import Record, record
from dti_core.robustness import Robustness, robustness
from dti_core.scores import Round, ScoreTable
from dti_core.simulate import Simulation, adjustable, room, simulate
from dti_core.store import Store
from dti_core.target import Bounds, ThreeNumbers, missing_points, required, three_numbers
from dti_core.trends import Trend, growth, rank_history, trend

__all__ = [
    "Bounds", "Bridge", "CommonLevel", "Composite", "Decomposition", "DtiError", "Field", "Forecast", "Framework",
    "FrameworkError", "Frontier", "Gap", "Growth", "Indicator", "Level", "Limits", "Pairs", "Peers", "Plan",
    "RankDistribution", "Record", "Robustness", "Round", "ScoreError", "ScoreTable", "Separable", "Simulation", "Store",
    "StoreError", "ThreeNumbers", "Translator", "Trend", "UnknownCode", "WorkbookError", "adjustable", "bridge",
    "climatology", "decompose", "even_effort", "forecast", "gaps", "growth", "history_effort", "ladder", "levels",
    "linear_effort", "missing_points", "plan", "potential", "probability_curve", "rank", "rank_distribution",
    "rank_history", "rank_memory", "rank_within", "record", "required", "robustness", "room", "simulate", "swing",
    "three_numbers", "threshold_span", "total_from_mean", "trend", "worth_most",
]  # fmt: skip
