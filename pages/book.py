"""Book: the scenarios that were saved, two or three side by side, and what can be done with each."""

import streamlit as st

from dti_core import book_words as words
from dti_core.book import compare
from ui import analysis, book, session, widgets

ws = session.workspace()
t = ws.t
st.title(t("app.book"))
with widgets.guard(ws):
    said = st.container()
    book.said()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shelf = book.shelf(ws)
    chosen = book.compared(ws, shelf)
    if len(chosen) < 2:
        said.info(book.missing(ws, shelf, chosen), icon=":material/bookmarks:")
        here = {"ngon-ngu": t.lang, "ky": ws.round_id, "don-vi": ws.entity}
        link = t("book.to_simulate")
        st.page_link("pages/simulate.py", label=link, icon=":material/tune:", query_params=here)
    else:
        found = compare(chosen)

        asking = tuple(str(one.scenario) for one in chosen)
        with said:
            ws.shown(lambda: book.finding(ws, found), *asking)
        ws.shown(lambda: book.side_by_side(ws, found), *asking)
        book.link(ws, chosen)
        sheets = {t("book.sheet.side"): words.side_by_side(found, t)}
        widgets.files(ws, "book", lambda: sheets)
    if shelf:
        st.subheader(t("book.list", count=len(shelf)))
        book.listed(ws, shelf)
        analysis.download(ws, "book", shelf)
    book.bin(ws)
    analysis.bring(ws)
