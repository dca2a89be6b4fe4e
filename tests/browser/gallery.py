"""Everything in ui.widgets on two pages, for the browser tests; served like app.py, from a folder of its own."""

import streamlit as st


def main() -> None:
    from ui import sidebar, url, widgets

    url.begin()
    t = sidebar.language()
    st.set_page_config(layout="wide")
    page = st.navigation([st.Page(show, title="Hiện", default=True), st.Page(ask, title="Hỏi", url_path="hoi")])
    url.arrive(page.url_path)
    try:
        with widgets.guard(t):
            sidebar.choices(t)
            page.run()
    finally:
        url.write()


def show() -> None:
    import pandas as pd

    from dti_core.charts.draft import Draft, trace
    from dti_core.charts.style import finish
    from dti_core.errors import UnknownCode
    from ui import session, widgets

    ws = session.workspace()
    st.title("Hiện")
    widgets.finding(ws, f"{ws.name} tăng {ws.t.number(0.1682)} nhưng **tụt 5 bậc**: các tỉnh khác tăng nhanh hơn.")
    widgets.metrics(
        ws,
        [
            ("Hạng", ws.t.rank(53, 63), ws.t.arrow(5) + " so với 2021", "worse", "Hạng trong 63 tỉnh"),
            ("Giá trị", ws.t.number(0.5032), "▲ " + ws.t.number(0.1682), "better"),
            ("Mục tiêu 2025", "45/63", f"còn thiếu {ws.t.number(0.0406)}"),
            ("Điểm chưa đạt", ws.t.number(496.8, 1)),
        ],
    )
    frame = pd.DataFrame(
        {
            "Tên": ["Lai Châu", "Đà Nẵng", "Hà Nội"],
            "Giá trị": [0.5032, 0.8002, float("nan")],
            "Điểm": [9.5, 10.25, 1000.0],
        }
    )
    frame["Hạng"] = [53, 1, 24]
    fig = Draft(trace("bar", x=frame["Giá trị"], y=frame["Tên"], orientation="h"))
    widgets.chart(ws, finish(fig, ws.t, ""), "show_chart", alt="Ba tỉnh")
    widgets.table(ws, frame, {"Điểm": 2}, key="show_table")
    with widgets.guard(ws):
        raise UnknownCode.of("indicator", "<b>*9*", ["1.1", "1.2"])
    st.markdown("Số này " + widgets.badge(ws, "derived") + " và " + widgets.badge(ws, "assumed"))
    widgets.download(ws, "show", lambda: b"made late")
    widgets.sources(ws, ws.store.provenance(ws.round_id, ws.entity))


def ask() -> None:
    from ui import session, url, widgets

    ws = session.workspace()
    st.title("Hỏi")
    marks = {"median": "Trung vị", "best": "Dẫn đầu", "rank:45": "Hạng 45"}
    st.write("mốc", url.one_of(ws.t, "moc", key="ask_benchmark", allowed=marks, default="median"))
    st.segmented_control("So với", list(marks), format_func=marks.__getitem__, key="ask_benchmark", required=True)
    st.write("một", widgets.entity_picker(ws, "ask_one", name="voi", default="VN-01"))
    st.write("nhiều", ",".join(widgets.entities_picker(ws, "ask_some", name="them", most=3)))
    st.slider("Điểm", 0.0, 67.6, step=0.5, key="ask_slider", format="%.2f")
    st.number_input("Số nguyên", 1, 63, 45, key="ask_number")
    file = st.file_uploader("Tệp", key="ask_file", type="xlsx")
    st.write(f"tệp: {file.name}, {file.size} byte" if file else "")
    st.text_input("Chữ", key="ask_text")
    st.toggle("Bật", key="ask_toggle")


if __name__ == "__main__":
    main()
else:
    from ui import shell

    app = st.App(__file__, lifespan=shell.lifespan, middleware=shell.MIDDLEWARE)
