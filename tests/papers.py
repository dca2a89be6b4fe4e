"""An annex with a lot in it: long names, long evidence, tasks of every kind, more than fits two pages."""

import datetime as dt

from dti_core.agencies import AgencySheet, agencies
from dti_core.deck.annex import Annex, annex
from dti_core.i18n import Translator
from dti_core.office import progress as office
from dti_core.progress import Progress, Reports
from dti_core.store import Store

LEADS = ("Văn phòng Ủy ban nhân dân tỉnh", "Sở Khoa học và Công nghệ", "")


def quarter(store: Store) -> Progress:
    """Lai Châu 2022, an item at most indices and five of codes that the framework lacks; three agencies lead them."""
    table = store.table("province-2022")
    rows = [
        {
            "quarter": "2026-Q4", "code": code, "lead": LEADS[place % len(LEADS)],
            "coordinating": "Sở Nội vụ; Sở Tài chính; UBND các huyện", "due_on": dt.date(2026, 12, 1 + place),
            "planned_gain": 2.25 * place if place % 3 else None, "status": "under_way",
            "evidence": "1588/QĐ-UBND - 1/2/2024: Kế hoạch chuyển đổi số tỉnh\n205/BC-UBND - 3/3/2024: Báo cáo",
        }
        for place, code in enumerate(("1", "3", "4", "7", "8", "9", "2.1", "5.3", "7.10", "8.2", "9.4"))
    ]  # fmt: skip
    reports = Reports(table, "VN-12", office.typed(rows), office.indices(store, table.framework.framework_id))
    return reports.quarter("2026-Q4", dt.date(2026, 12, 3))


def busy(lang: str) -> Annex:
    """The annex of that quarter, with a plan's gain for what is known as a sum only."""
    store = Store.open(":memory:")
    found = quarter(store)
    made = annex(found.table, found.entity, Translator(lang), items=found.items, gains={"1+2+4+5": 12.5},
                 source="Nguồn: 922/QĐ-BTTTT")  # fmt: skip
    store.close()
    return made


def sheets() -> tuple[AgencySheet, ...]:
    """What each agency has to do of it."""
    store = Store.open(":memory:")
    found = agencies(quarter(store))
    store.close()
    return found
