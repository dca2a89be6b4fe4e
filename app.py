"""The frame of every page: settings, navigation, the choices in the sidebar."""

from pathlib import Path

import streamlit as st

from ui import shell, sidebar, url, widgets

PAGES = {  # file in pages/: address, icon
    "overview": ("", "dashboard"),
    "trends": ("xu-huong", "timeline"),
    "compare": ("so-sanh", "compare_arrows"),
    "gap": ("khoang-cach", "straighten"),
    "simulate": ("mo-phong", "tune"),
    "target": ("muc-tieu", "flag"),
    "data": ("du-lieu", "table_view"),
    "method": ("phuong-phap", "functions"),
}


def main() -> None:
    icon = Path(__file__).with_name("static") / "icon.png"
    url.begin()
    t = sidebar.language()
    st.set_page_config(page_icon=str(icon), layout="wide")
    page = st.navigation(
        [
            st.Page(f"pages/{name}.py", title=t(f"app.{name}"), url_path=path, default=not path, icon=f":material/{sign}:")
            for name, (path, sign) in PAGES.items()
        ],
        expanded=True,
    )
    url.arrive(page.url_path)
    with widgets.guard(t):
        sidebar.choices(t)
        page.run()
    url.write()


if __name__ == "__main__":
    main()
else:  # `streamlit run` has found this line, imports the file once, and runs it as a script for each visitor
    app = st.App(__file__, lifespan=shell.lifespan, middleware=shell.MIDDLEWARE)
