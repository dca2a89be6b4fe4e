"""The address: every choice as a plain checked string, so that a copied link opens the same view.

Who wins. The address, on the first run of a session, after Back or Forward, and when a link brings choices along to
another page. Otherwise what the visitor chose in this session; the address then follows (`write`, once a run). Choices
of a page are remembered when the visitor leaves it, and stand in the address only while that page is on screen. An
address without any choice, which is what Streamlit leaves after a page switch, says nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dti_core.i18n import Translator
from ui.text import quoted

T = TypeVar("T")
_KEY = "address"


@dataclass
class _Address:
    """What one session knows about its address; kept in st.session_state."""

    page: str | None = None
    wins: bool = False  # the address over what the session remembers, in this run
    remembered: dict[str, str] = field(default_factory=dict)
    asked: dict[str, tuple[str, Callable[[Any], str], str | None]] = field(default_factory=dict)


def _address() -> _Address:
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _Address()
    address: _Address = st.session_state[_KEY]
    return address


def begin() -> None:
    """Start a run; before any choice is read."""
    address = _address()
    went_back = getattr(get_script_run_ctx(), "is_history_navigation", False)
    address.wins = (address.page is None or went_back) and bool(st.query_params)
    address.asked = {}


def arrive(page: str) -> None:
    """Say which page is on screen: a link to another page may carry choices."""
    address = _address()
    if address.page != page:
        address.wins = bool(st.query_params)
    address.page = page


def wanted(name: str) -> str | None:
    """The text of a choice that is in force, unchecked; None where nothing was chosen."""
    address = _address()
    if name in st.query_params and (address.wins or name not in address.remembered):
        return st.query_params[name]
    return address.remembered.get(name)


def choice(
    t: Translator, name: str, *, key: str, parse: Callable[[str], T], default: T, text: Callable[[T], str] = str,
    always: bool = False,
) -> T:  # fmt: skip
    """Tie st.session_state[key], a widget's or not, to the parameter `name` of the address; call before the widget.

    `parse` turns the text into a value and raises ValueError on a bad one, which is then named on the page and
    replaced by `default`; `text` is its inverse. The default stays out of the address unless `always`.
    """
    address = _address()
    by_page = not always and address.wins and name not in st.query_params
    if address.wins or key not in st.session_state:
        asked = None if by_page else wanted(name)
        if asked is not None and name not in st.query_params:  # another page's choice of that name: nothing to say
            st.session_state[key] = _parsed(parse, asked, default)
        else:
            st.session_state[key] = _checked(t, name, asked, parse, default)
    elif not _stands(parse, text, st.session_state[key]):
        # no longer on offer (another round, another framework), or lost: a run that another overtakes may leave a
        # widget without a value; then what was chosen last
        last = address.remembered.get(name)
        st.session_state[key] = default if last is None else _parsed(parse, last, default)
    address.asked[name] = (key, text, None if always else text(default))
    value: T = st.session_state[key]
    return value


def one_of(t: Translator, name: str, *, key: str, allowed: Iterable[str], default: str, always: bool = False) -> str:
    """`choice` of one known code."""
    return choice(t, name, key=key, parse=_member(allowed), default=default, always=always)


def some_of(t: Translator, name: str, *, key: str, allowed: Iterable[str], default: Iterable[str] = ()) -> list[str]:
    """`choice` of several known codes, joined by commas in the address."""
    member = _member(allowed)
    return choice(
        t, name, key=key, default=list(default), text=",".join,
        parse=lambda text: [member(code) for code in text.split(",") if code],
    )  # fmt: skip


def write() -> None:
    """End a run: remember the choices that were asked for, and put them into the address."""
    address = _address()
    shown = {}
    for name, (key, text, default) in address.asked.items():
        if st.session_state.get(key) is None:
            continue
        address.remembered[name] = text(st.session_state[key])
        if address.remembered[name] != default:
            shown[name] = address.remembered[name]
    if shown != st.query_params.to_dict():
        st.query_params.from_dict(shown)


def _parsed(parse: Callable[[str], T], text: str, default: T) -> T:
    try:
        return parse(text)
    except ValueError:
        return default


def _stands(parse: Callable[[str], T], text: Callable[[T], str], value: T) -> bool:
    """Whether a value is one that could be chosen now."""
    if value is None:
        return False
    try:
        parse(text(value))
    except ValueError:
        return False
    return True


def _member(allowed: Iterable[str]) -> Callable[[str], str]:
    known = set(allowed)

    def member(code: str) -> str:
        if code not in known:
            raise ValueError(code)
        return code

    return member


def _checked(t: Translator, name: str, text: str | None, parse: Callable[[str], T], default: T) -> T:
    if text is None:
        return default
    try:
        return parse(text)
    except ValueError:
        st.warning(t("app.bad_parameter", name=name, value=quoted(text)), icon=":material/link_off:")
        return default
