"""Method."""

import streamlit as st

from ui import session

ws = session.workspace()
st.title(ws.t("app.method"))
st.caption(ws.t("app.soon"))
