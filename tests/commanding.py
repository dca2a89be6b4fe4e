"""What the tests of the command line share: whose figures, and how a command is called."""

import datetime as dt
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
AT = dt.datetime(2026, 11, 29, 8, 0)
COLUMNS = ["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
LAI_CHAU = ("--round", "province-2022", "--entity", "lai chau")
