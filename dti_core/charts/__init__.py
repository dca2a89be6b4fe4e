"""Figures: result and translator in, Plotly figure out; one module a page."""
