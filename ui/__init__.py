"""Streamlit helpers: the page that frames everything, the cached store, the visitor's choices, widgets."""
