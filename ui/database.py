"""The one store of this process; apart from the session, because the server asks for it before there is any visitor.

`st.cache_data` warns in the log when it is met before Streamlit's runtime is there, and the session has it.
"""

import argparse
import sys
from pathlib import Path

import streamlit as st

from dti_core.store import DEFAULT_PATH, Store


def path() -> Path:
    """Where this app's database is: `streamlit run app.py -- --database FILE`, or the usual place."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--database", type=Path, default=DEFAULT_PATH)
    found: Path = parser.parse_known_args(sys.argv[1:])[0].database
    return found


def opened() -> Store:
    """The store, opened at the first call; a StoreError while another process has the file."""
    return _store(path())


@st.cache_resource(show_spinner=False)
def _store(place: Path) -> Store:
    return Store.open(place)
