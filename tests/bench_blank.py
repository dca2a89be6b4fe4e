"""What a page costs at least: Streamlit, one selectbox and one chart of `n` figures; the other side of bench.py."""

import plotly.graph_objects as go
import streamlit as st

n = int(st.query_params.get("n", "63"))
st.title("…")
shift = 1 if st.selectbox("…", ["a", "b"], key="blank_choice") == "b" else 0
st.plotly_chart(go.Figure(go.Bar(x=list(range(n)), y=[(i * 7 + shift) % 50 for i in range(n)])), key="blank_chart")
