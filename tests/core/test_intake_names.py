"""Names are found as people write them; what is not found comes with what it may mean."""

import pytest

from dti_core.intake.names import Names, core, folded
from dti_core.store import Store


@pytest.fixture(scope="module")
def provinces():
    store = Store.open(":memory:")
    people = store.table("province-2022").people
    store.close()
    return Names({key: (row.name_vi, row.name_en) for key, row in people.iterrows()})


@pytest.mark.parametrize(
    ("written", "entity"),
    [
        ("Lai Châu", "VN-12"), ("LAI CHÂU", "VN-12"), ("lai chau", "VN-12"), ("Tỉnh Lai Châu", "VN-12"),
        ("UBND tỉnh Lai Châu", "VN-12"), ("  Lai   Châu ", "VN-12"), ("VN-12", "VN-12"), ("vn-12", "VN-12"),
        ("TP. Hồ Chí Minh", "VN-79"), ("TP HCM", "VN-79"), ("TP.HCM", "VN-79"), ("TPHCM", "VN-79"),
        ("Thành phố Hồ Chí Minh", "VN-79"), ("Bà Rịa – Vũng Tàu", "VN-77"), ("Bà Rịa-Vũng Tàu", "VN-77"),
        ("BR-VT", "VN-77"), ("Thừa Thiên - Huế", "VN-46"), ("Thừa Thiên-Huế", "VN-46"), ("TT. Huế", "VN-46"),
        ("Đăk Lăk", "VN-66"), ("Đắc Lắc", "VN-66"), ("DakLak", "VN-66"), ("Đắk Nông", "VN-67"), ("Bắc Cạn", "VN-06"),
        ("Hoà Bình", "VN-17"), ("Kontum", "VN-62"), ("T.P Đà Nẵng", "VN-48"), ("tp Hà Nội", "VN-01"),
    ],
)  # fmt: skip
def test_the_provinces_are_found_by_the_names_that_offices_write(provinces, written, entity):
    assert provinces.match(written).found == entity


@pytest.mark.parametrize(
    ("written", "meant"), [("Lai Chu", "Lai Châu"), ("Lào Kai", "Lào Cai"), ("Quảng Nin", "Quảng Ninh")]
)
def test_a_slip_is_not_guessed_but_suggested(provinces, written, meant):
    match = provinces.match(written)
    assert match.found is None
    assert meant in match.near and len(match.near) <= 3


def test_what_is_like_nothing_has_no_suggestion(provinces):
    assert provinces.match("xyzxyz").near == ()
    assert provinces.match("").found is None


def test_every_province_is_found_by_its_own_names_and_by_no_other():
    store = Store.open(":memory:")
    people = store.table("province-2022").people
    store.close()
    names = Names({key: (row.name_vi, row.name_en) for key, row in people.iterrows()})
    for key, row in people.iterrows():
        for name in (row.name_vi, row.name_en, row.name_vi.upper(), f"Tỉnh {row.name_vi}", folded(row.name_vi)):
            assert names.match(name).found == key


def test_a_name_that_fits_two_is_not_decided():
    names = Names({"VN-91": ("An Giang",), "VN2025-91": ("An Giang",)})
    match = names.match("an giang")
    assert (match.found, match.several) == (None, True)
    assert match.near == ("An Giang (VN-91)", "An Giang (VN2025-91)")


def test_the_exact_spelling_wins_over_the_folded_one():
    names = Names({"a": ("Hoà",), "b": ("Hỏa",)})
    assert (names.match("Hỏa").found, names.match("hoa").several) == ("b", True)


def test_a_kind_of_place_alone_keeps_its_name():
    assert (core("Tỉnh"), core("Xã")) == ("tinh", "xa")
