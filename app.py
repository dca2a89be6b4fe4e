"""The frame of every page: settings, navigation, the choices in the sidebar."""

import streamlit as st

PAGES = {  # file in pages/: address, icon
    "overview": ("", "dashboard"),
    "trends": ("xu-huong", "timeline"),
    "compare": ("so-sanh", "compare_arrows"),
    "map": ("ban-do", "map"),
    "gap": ("khoang-cach", "straighten"),
    "simulate": ("mo-phong", "tune"),
    "target": ("muc-tieu", "flag"),
    "book": ("kich-ban", "bookmarks"),
    "progress": ("tien-do", "checklist"),
    "meeting": ("hop-quy", "co_present"),
    "data": ("du-lieu", "table_view"),
    "journal": ("nhat-ky", "history"),
    "method": ("phuong-phap", "functions"),
}


def main() -> None:
    """One run for one visitor."""
    from ui import sidebar, url, widgets

    url.begin()
    t = sidebar.language()
    st.set_page_config(page_icon="/app/static/icon.png", layout="wide")  # served; as a file it is read at every run
    pages = []
    for name, (path, sign) in PAGES.items():
        icon = f":material/{sign}:"
        pages.append(st.Page(f"pages/{name}.py", title=t(f"app.{name}"), icon=icon, url_path=path, default=not path))
    page = st.navigation(pages, expanded=True)
    url.arrive(page.url_path)
    try:
        with widgets.guard(t):
            sidebar.choices(t)
            page.run()
    finally:
        url.write()


if __name__ == "__main__":
    main()
else:  # `streamlit run` has found the next line; it imports this file once, then runs it as a script for each visitor
    from ui import shell

    app = st.App(__file__, lifespan=shell.lifespan, routes=shell.ROUTES, middleware=shell.MIDDLEWARE)
