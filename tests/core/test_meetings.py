"""Meetings that are kept and frozen, what has changed since, conclusions that become work; slides of work and risks."""

import datetime as dt
import json
from collections.abc import Iterator

import pandas as pd
import pytest

from dti_core.errors import DtiError
from dti_core.i18n import Translator
from dti_core.meeting import frozen, work
from dti_core.meeting.builder import build
from dti_core.meeting.materials import gather
from dti_core.meeting.settings import Settings
from dti_core.meeting.slide import Deck
from dti_core.office import journal, meetings, progress
from dti_core.office.meetings import Conclusion, Meeting
from dti_core.store import Store
from tests.meetings import numbers, small_world

VI, EN = Translator("vi"), Translator("en")
DAY, AT = dt.date(2026, 11, 29), dt.datetime(2026, 11, 29, 8, 30)
FRAMEWORK, LAI_CHAU = "province-2022", "VN-12"


@pytest.fixture
def office() -> Iterator[Store]:
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def meeting(**changes: object) -> Meeting:
    parts: dict[str, object] = {
        "meeting_id": "m1", "title": "Họp quý IV", "held_on": DAY, "round_id": "province-2022", "entity": LAI_CHAU,
        "settings": Settings(title="Họp quý IV").text(), "created_at": AT, "author": "Hoa",
    }  # fmt: skip
    return Meeting(**parts | changes)  # type: ignore[arg-type]


def deck_of(store: Store, day: dt.date = DAY, t: Translator = VI) -> Deck:
    asked = Settings(held_on=day.isoformat())
    return build(gather(store, store.table("province-2022"), LAI_CHAU, asked), asked, t)


def refused(code: str):
    return pytest.raises(DtiError, match="") if not code else _Refused(code)


class _Refused:
    """As pytest.raises, for the code of an error."""

    def __init__(self, code: str) -> None:
        self.code, self.raises = code, pytest.raises(DtiError)

    def __enter__(self) -> pytest.ExceptionInfo[DtiError]:
        self.caught = self.raises.__enter__()
        return self.caught

    def __exit__(self, *error: object) -> bool:
        passed = bool(self.raises.__exit__(*error))  # type: ignore[arg-type]
        assert self.caught.value.code == self.code
        return passed


# -- kept ------------------------------------------------------------------------------------------------------------


def test_a_meeting_comes_back_as_it_was_saved_and_may_be_saved_anew(office: Store) -> None:
    meetings.save(office, meeting())
    assert meetings.find(office, "m1") == meeting()
    meetings.save(office, meeting(title=" Họp quý I ", created_at=dt.datetime(2030, 1, 1)))
    assert meetings.meetings(office) == (meeting(title="Họp quý I"),)


def test_the_last_held_is_listed_first(office: Store) -> None:
    for number, day in enumerate((DAY, dt.date(2027, 2, 1), dt.date(2025, 1, 1))):
        meetings.save(office, meeting(meeting_id=f"m{number}", held_on=day))
    assert [one.meeting_id for one in meetings.meetings(office)] == ["m1", "m0", "m2"]


def test_what_cannot_be_kept_is_refused(office: Store) -> None:
    with refused("blank_meeting"):
        meetings.save(office, meeting(title="  "))
    with refused("unknown_meeting"):
        meetings.find(office, "m9")
    meetings.save(office, meeting())
    meetings.freeze(office, "m1", "{}")
    for change in (lambda: meetings.save(office, meeting(title="x")), lambda: meetings.freeze(office, "m1", "{}")):
        with refused("meeting_frozen"):
            change()
    with refused("meeting_kept"):
        meetings.delete(office, "m1")
    assert meetings.find(office, "m1").title == "Họp quý IV"


def test_a_meeting_without_conclusions_may_be_deleted(office: Store) -> None:
    meetings.save(office, meeting())
    meetings.delete(office, "m1")
    assert meetings.meetings(office) == ()


def test_meetings_outlive_a_rebuild_of_what_is_published(tmp_path) -> None:
    path = tmp_path / "dti.duckdb"
    first = Store.open(path)
    meetings.save(first, meeting())
    first.close()
    again = Store.open(path)
    assert meetings.meetings(again) == (meeting(),)
    again.close()


# -- frozen ----------------------------------------------------------------------------------------------------------


def test_frozen_slides_come_back_the_same_in_both_languages(office: Store) -> None:
    decks = {"vi": deck_of(office), "en": deck_of(office, t=EN)}
    kept = frozen.text(decks)
    assert {lang: frozen.read(kept, lang) for lang in decks} == decks
    assert "NaN" not in kept


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"version": 1, "decks": {}}', '{"version": 1, "decks": {"vi": {}}}',
                                  '{"version": 1, "decks": {"vi": {"slides": [{"x": 1}]}}}'])  # fmt: skip
def test_frozen_text_that_is_none_is_refused(kept: str) -> None:
    with refused("meeting_damaged"):
        frozen.read(kept, "vi")


def test_frozen_text_of_a_later_version_is_refused() -> None:
    with refused("meeting_newer"):
        frozen.read(json.dumps({"version": 2, "decks": {}}), "vi")


def test_a_frozen_meeting_keeps_its_figures_and_shows_what_has_changed_since(office: Store) -> None:
    """A correction brings another total for 2031: the frozen slides stay, the list names the figure then and now."""
    small_world(office, {2030: {"A": 0.2, "B": 0.3, "C": 0.4}, 2031: {"A": 0.3, "B": 0.35, "C": 0.4}})
    asked = Settings(rank=2)

    def now() -> Deck:
        return build(gather(office, office.table("small-2031"), "A", asked), asked, VI)

    then, kept = now(), frozen.text({"vi": now()})
    assert frozen.changes(frozen.read(kept, "vi"), now(), VI) == ()
    small_world(office, {2030: {"A": 0.2, "B": 0.3, "C": 0.4}, 2031: {"A": 0.38, "B": 0.35, "C": 0.4}})
    assert frozen.read(kept, "vi") == then
    found = {(one.slide, one.label): (one.before, one.now) for one in frozen.changes(then, now(), VI)}
    # bars of few entities name everybody: A's mark reads otherwise, B's and C's do not
    assert found["standing", "A"] == ("0,3000", "0,3800")
    assert ("standing", "B") not in found
    assert found["gap", "Điểm chưa đạt"] == ("70,0", "62,0")
    assert all(before != after for before, after in found.values())


def test_a_slide_that_is_hidden_now_is_not_said_to_have_changed(office: Store) -> None:
    then = deck_of(office)
    today = Deck(then.title, then.subtitle, then.held_on, "vi", then.slides[:1])
    assert frozen.changes(then, today, VI) == ()


# -- conclusions -----------------------------------------------------------------------------------------------------


def test_a_conclusion_with_an_index_becomes_a_progress_item_of_its_quarter(office: Store) -> None:
    meetings.save(office, meeting())
    said = Conclusion("c1", "m1", " Phủ sóng 5G ", " Sở KH&CN ", dt.date(2027, 2, 15), "3")
    kept = meetings.conclude(office, said, "Hoa", AT)
    assert (kept.body, kept.agency, kept.quarter, kept.position) == ("Phủ sóng 5G", "Sở KH&CN", "2027-Q1", 1)
    assert meetings.conclusions(office, "m1") == (kept,)
    rows = progress.items(office, FRAMEWORK, LAI_CHAU)
    item = rows.iloc[0]
    assert len(rows) == 1 and item["meeting_id"] == "m1" and item["who"] == "Hoa"
    assert (item["code"], item["quarter"], item["lead"], item["note"], item["status"]) == (
        "3", "2027-Q1", "Sở KH&CN", "Phủ sóng 5G", "not_started",
    )  # fmt: skip
    assert pd.Timestamp(item["due_on"]).date() == dt.date(2027, 2, 15)


def test_a_conclusion_leaves_what_was_already_reported(office: Store) -> None:
    row = {"framework_id": FRAMEWORK, "entity_id": LAI_CHAU, "quarter": "2026-Q4", "code": "3", "self_points": 40.0,
           "status": "under_way", "evidence": "01/QĐ – 01/10/2026: đã ban hành"}  # fmt: skip
    progress.add_items(office, pd.DataFrame([row]), "Lan", AT)
    meetings.save(office, meeting())
    meetings.conclude(office, Conclusion("c1", "m1", "Làm nhanh hơn", "Sở TC", None, "3"), "Hoa", AT)
    item = progress.items(office, FRAMEWORK, LAI_CHAU).iloc[0]
    assert (item["self_points"], item["status"], item["lead"]) == (40.0, "under_way", "Sở TC")
    assert item["evidence"] == "01/QĐ – 01/10/2026: đã ban hành"


def test_a_second_conclusion_on_an_item_adds_its_words_and_replaces_nothing_unseen(office: Store) -> None:
    meetings.save(office, meeting())
    first, day = Conclusion("c1", "m1", "Phủ sóng 5G", "Sở KH&CN", dt.date(2026, 12, 15), "3"), dt.date(2026, 12, 20)
    meetings.conclude(office, first, "Hoa", AT)
    meetings.conclude(office, Conclusion("c2", "m1", "Báo cáo hằng tháng", code="3"), "Lan", AT)
    meetings.conclude(office, Conclusion("c3", "m1", "Báo cáo hằng tháng", "Sở KH&CN", None, "3"), "Lan", AT)
    item = progress.items(office, FRAMEWORK, LAI_CHAU).iloc[0]
    assert (item["lead"], item["note"]) == ("Sở KH&CN", "Phủ sóng 5G; Báo cáo hằng tháng")
    assert pd.Timestamp(item["due_on"]).date() == first.due_on
    for other in (Conclusion("c4", "m1", "Giao lại", "Sở TC", None, "3"), Conclusion("c4", "m1", "Lùi", "", day, "3")):
        with refused("conclusion_replaces") as caught:
            meetings.conclude(office, other, "Nam", AT, over="0001")  # an earlier row than the one that is there
        said = caught.value.text(VI)
        assert all(words in said for words in ("Sở KH&CN", "15/12/2026", "Lan"))
    assert len(meetings.conclusions(office, "m1")) == 3 and len(journal.batches(office)) == 3
    seen = caught.value.details["batch"]
    meetings.conclude(office, Conclusion("c4", "m1", "Giao lại", "Sở TC", day, "3"), "Nam", AT, over=seen)
    item = progress.items(office, FRAMEWORK, LAI_CHAU).iloc[0]
    assert (item["lead"], pd.Timestamp(item["due_on"]).date()) == ("Sở TC", day)
    assert item["note"] == "Phủ sóng 5G; Báo cáo hằng tháng; Giao lại"
    past = progress.past(office, FRAMEWORK, LAI_CHAU, "2026-Q4", "3")
    assert past["lead"].tolist() == ["Sở TC", "Sở KH&CN", "Sở KH&CN", "Sở KH&CN"]
    assert past["due_on"].map(lambda one: pd.Timestamp(one).day).tolist() == [20, 15, 15, 15]


def test_a_conclusion_without_an_index_stays_with_the_meeting(office: Store) -> None:
    meetings.save(office, meeting())
    for number, body in enumerate(("Một", "Hai"), start=1):
        meetings.conclude(office, Conclusion(f"c{number}", "m1", body), "Hoa", AT)
    assert [(one.position, one.body) for one in meetings.conclusions(office, "m1")] == [(1, "Một"), (2, "Hai")]
    assert progress.items(office, FRAMEWORK, LAI_CHAU).empty and journal.batches(office).empty
    with refused("meeting_kept"):
        meetings.delete(office, "m1")


def test_a_conclusion_that_cannot_be_writes_nothing(office: Store) -> None:
    meetings.save(office, meeting())
    for said, who, code in (
        (Conclusion("c1", "m1", "  "), "Hoa", "blank_conclusion"),
        (Conclusion("c1", "m1", "Việc"), " ", "blank_who"),
        (Conclusion("c1", "m9", "Việc"), "Hoa", "unknown_meeting"),
        (Conclusion("c1", "m1", "Việc", code="77"), "Hoa", "unknown_indicator"),
        (Conclusion("c1", "m1", "Việc", code="3", quarter="mai"), "Hoa", "bad_quarter"),
    ):
        with refused(code):
            meetings.conclude(office, said, who, AT)
    assert meetings.conclusions(office, "m1") == () and journal.batches(office).empty


def test_conclusions_may_be_written_to_a_frozen_meeting(office: Store) -> None:
    meetings.save(office, meeting())
    meetings.freeze(office, "m1", frozen.text({"vi": deck_of(office)}))
    meetings.conclude(office, Conclusion("c1", "m1", "Việc"), "Hoa", AT)
    assert len(meetings.conclusions(office, "m1")) == 1


# -- work and risks --------------------------------------------------------------------------------------------------


def report(store: Store, *rows: tuple[str, dt.date | None, str, float | None, str]) -> None:
    """code, due, status, planned gain, lead; of the fourth quarter of 2026."""
    frame = pd.DataFrame(
        [{"framework_id": FRAMEWORK, "entity_id": LAI_CHAU, "quarter": "2026-Q4", "code": code, "due_on": due,
          "status": status, "planned_gain": gain, "lead": lead} for code, due, status, gain, lead in rows]
    )  # fmt: skip
    progress.add_items(store, frame, "Hoa", AT)


def test_work_says_who_does_what_by_when_and_risks_say_what_is_late(office: Store) -> None:
    report(
        office,
        ("3", dt.date(2026, 11, 1), "under_way", 20.0, "Sở KH&CN"),
        ("7", dt.date(2026, 12, 20), "not_started", 5.5, "Văn phòng UBND"),
        ("8", dt.date(2027, 6, 30), "under_way", None, ""),
        ("9", dt.date(2026, 10, 1), "done", 3.0, "Sở VHTT"),
    )
    slides = {slide.key: slide for slide in deck_of(office).slides}
    made, risks = slides["work"], slides["risks"]
    assert made.message == "Quý IV/2026: 4 việc, 1 đã xong, 1 quá hạn. Dự kiến tăng 28,5 điểm."
    assert made.table is not None and [row[0] for row in made.table.raw] == [
        "Hạ tầng số", "Hoạt động chính quyền số", "Hoạt động kinh tế số", "Hoạt động xã hội số",
    ]  # fmt: skip
    assert [row[2] for row in made.table.rows] == ["01/11/2026", "20/12/2026", "30/06/2027", "01/10/2026"]
    assert made.table.rows[2][1] == "–"
    assert risks.message == "1 việc quá hạn, 1 việc có nguy cơ. 25,5 điểm dự kiến đang chờ các việc này."
    assert risks.table is not None and [row[4] for row in risks.table.raw] == ["late", "at_risk"]


def test_every_number_of_the_sentences_follows_from_the_tables(office: Store) -> None:
    report(
        office,
        ("3", dt.date(2026, 11, 1), "under_way", 20.0, "A"),
        ("7", dt.date(2026, 11, 2), "not_started", 5.5, "B"),
        ("9", dt.date(2026, 12, 1), "done", 3.0, "C"),
    )
    slides = {slide.key: slide for slide in deck_of(office).slides}
    raw = slides["work"].table.raw  # type: ignore[union-attr]
    states = [row[4] for row in raw]
    counted = {str(len(raw)), str(states.count("done")), str(states.count("late"))}
    total = VI.number(sum(row[3] for row in raw), 1)  # type: ignore[misc]
    assert numbers(slides["work"].message) == {"2026", *counted, total}
    late = [row for row in slides["risks"].table.raw if row[4] == "late"]  # type: ignore[union-attr]
    stake = VI.number(sum(row[3] for row in late), 1)  # type: ignore[misc]
    assert numbers(slides["risks"].message) == {str(len(late)), "0", stake}


def test_with_nothing_reported_the_slides_say_so(office: Store) -> None:
    slides = {slide.key: slide for slide in deck_of(office).slides}
    assert slides["work"].message == slides["risks"].message == "Chưa có báo cáo tiến độ nào của Lai Châu."


def test_with_nothing_late_the_risks_say_so(office: Store) -> None:
    report(office, ("3", dt.date(2027, 11, 1), "under_way", 20.0, "A"))
    slides = {slide.key: slide for slide in deck_of(office).slides}
    assert slides["risks"].message == "Không có việc nào quá hạn hay có nguy cơ chậm."
    assert slides["risks"].table is None


def test_the_quarter_of_the_meeting_is_shown_and_never_a_later_one(office: Store) -> None:
    report(office, ("3", None, "under_way", 20.0, "A"))
    assert gather(office, office.table("province-2022"), LAI_CHAU, Settings(held_on="2026-09-30")).progress is None
    later = gather(office, office.table("province-2022"), LAI_CHAU, Settings(held_on="2027-03-01"))
    assert later.progress is not None and later.progress.quarter == "2026-Q4"
    assert work.message(later, EN).startswith("Q4 2026: items 1, done 0")


def test_more_items_than_a_meeting_goes_through_are_counted(office: Store) -> None:
    codes = [code for code in office.table("province-2022").framework.codes if code != "DTI"]
    rows = [(code, dt.date(2026, 11, 1), "under_way", None, "A") for code in codes]
    report(office, *rows)  # type: ignore[arg-type]
    slides = [slide for slide in deck_of(office).slides if slide.kind == "work"]
    shown = sum(len(slide.table.rows) for slide in slides if slide.table)
    assert shown == min(work.MOST, len(codes)) and len(slides) == -(-shown // 5)
