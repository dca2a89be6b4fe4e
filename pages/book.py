"""Book: the scenarios that were saved, two or three side by side, and what can be done with each."""

import streamlit as st

from dti_core import book_words as words
from dti_core import excel
from dti_core.book import compare
from dti_core.charts import book as charts
from ui import book, session, whatif, widgets

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

        def side_by_side() -> None:
            widgets.metrics(ws, words.cards(found, t), key="book_metrics")
            st.markdown(" ".join(filter(None, [words.finding_gains(found, t), words.finding_chance(found, t)])))
            left, right = st.columns(2, gap="large")
            with left:
                widgets.chart(ws, charts.ranks(found, t), "book_ranks", alt=words.finding_ranks(found, t))
            with right:
                if found.alike and len(found.gains):
                    widgets.chart(ws, charts.gains(found, t), "book_gains", alt=words.finding_gains(found, t))
            whatif.plain_table(ws, words.side_by_side(found, t), {})

        asking = tuple(str(one.scenario) for one in chosen)
        with said:
            ws.shown(lambda: widgets.finding(ws, words.finding(found, t)), *asking)
        ws.shown(side_by_side, *asking)
        book.link(ws, chosen)
        sheets = {t("book.sheet.side"): words.side_by_side(found, t)}
        widgets.download(ws, "book", lambda: excel.workbook(t, sheets))
    if shelf:
        st.subheader(t("book.list", count=len(shelf)))
        book.listed(ws, shelf)
    book.bin(ws)
