"""The files of figures: they are what `data/README.md` says they are, and they fit together."""

import re
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.published import (
    DATA,
    DICTIONARY,
    ENTITIES,
    FRAMEWORKS,
    MAIN,
    MAX_POINTS,
    NEW,
    OLD,
    PUBLISHED,
    README,
    ROUNDS,
    TABLES,
    VALUES,
    by,
    check,
    codes_of,
    rows,
)

# --- the files are what the dictionary says -----------------------------------------------------


def test_every_file_keeps_to_the_dictionary():
    assert check(DICTIONARY, TABLES) == []


def test_every_file_of_figures_is_described():
    undescribed = [
        p.relative_to(PUBLISHED).as_posix()
        for p in PUBLISHED.rglob("*")
        if p.is_file() and p.relative_to(PUBLISHED).as_posix() not in README
    ]
    assert undescribed == []


def test_files_are_plain_utf8_with_unix_line_ends():
    for path in [*PUBLISHED.rglob("*.*"), DATA / "README.md"]:
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf"), path
        assert b"\r" not in raw, path
        raw.decode("utf-8")


@pytest.mark.parametrize(
    ("name", "row", "column", "text", "complaint"),
    [
        ("scores.csv", 0, "value", "625,30", "'625,30' is not decimal"),
        ("scores.csv", 0, "value", "-1", "'-1' is not decimal"),
        ("scores.csv", 3, "basis", "guessed", "'guessed' is outside one of: published, derived, assumed"),
        ("scores.csv", 3, "source_id", "nowhere", "'nowhere' is not in sources.source_id"),
        ("scores.csv", 3, "quote", "", "blank"),
        ("ranks.csv", 5, "rank", "0", "'0' is outside 1.."),
        ("ranks.csv", 5, "rank", "2.5", "'2.5' is not int"),
        ("national.csv", 0, "value", "1.01", "'1.01' is outside 0..1"),
        ("rounds.csv", 0, "published_on", "2021-13-01", "'2021-13-01' is not date"),
        ("sources.csv", 0, "issued_on", "21/10/2025", "'21/10/2025' is not partial_date"),
        ("entities.csv", 4, "region_id", "XX", "'XX' is not in regions.region_id"),
        ("entities.csv", 4, "name_vi", " Hà Nội", "' Hà Nội' is not text"),
        ("indicators.csv", 1, "framework_id", "province-1999", "'province-1999' is not in frameworks.framework_id"),
        ("indicators.csv", 2, "parent_code", "CQS", "'CQS' is not in indicators.code within 'province-2022'"),
        ("composite_members.csv", 0, "member_code", "1.1", "'1.1' is not in indicators.code within 'province-2022'"),
        ("other/egov_application_2017.csv", 1, "Giá trị", "0.7", "'0.7' is not decimal_comma"),
    ],
)
def test_a_damaged_field_is_reported_by_file_line_and_column(name, row, column, text, complaint):
    columns, original = TABLES[name]
    damaged = [dict(r) for r in original]
    damaged[row][column] = text
    expected = f"{name} line {row + 2} column {column}: {complaint}"
    assert expected in check(DICTIONARY, TABLES | {name: (columns, damaged)})


def test_a_row_given_twice_is_reported():
    columns, original = TABLES["ranks.csv"]
    found = check(DICTIONARY, TABLES | {"ranks.csv": (columns, [*original, original[0]])})
    line = len(original) + 2
    assert len(found) == 1
    assert found[0].startswith(f"ranks.csv line {line} column round_id+entity_id+indicator_code+within:")


def test_a_missing_or_added_column_is_reported():
    columns, original = TABLES["levels.csv"]
    found = check(DICTIONARY, TABLES | {"levels.csv": (["extra", *columns], original)})
    assert found[0].startswith("levels.csv: columns ['extra', ")


def test_a_file_or_a_description_without_the_other_is_reported():
    without = {k: v for k, v in TABLES.items() if k != "targets.csv"}
    assert "targets.csv: only in the dictionary" in check(DICTIONARY, without)
    assert "new.csv: only in the data" in check(DICTIONARY, TABLES | {"new.csv": (["a"], [])})


# --- sources ------------------------------------------------------------------------------------


def test_every_figure_has_a_source():
    sourced = [n for n, cs in DICTIONARY.items() if any(c["column"] == "source_id" for c in cs) and n != "sources.csv"]
    figures = "scores ranks targets causes levels national successions indicators frameworks rounds conflicts"
    assert set(sourced) == {f"{n}.csv" for n in [*figures.split(), "composites"]}
    for name in sourced:
        assert all(row["source_id"] for row in TABLES[name][1]), name


def test_sources_no_row_cites_are_named_in_the_readme():
    cited = {row["other_source_id"] for row in rows("conflicts")}
    for name, (_, table) in TABLES.items():
        if name != "sources.csv":
            cited |= {row["source_id"] for row in table if "source_id" in row}
    kept = README.split("## Kept but not used")[1].split("\n## ")[0]
    named = kept.split("Sources no row cites:")[1].split("\n")[0]
    assert {row["source_id"] for row in rows("sources")} - cited == set(re.findall(r"`([\w.-]+)`", named))


def numbers(text: str) -> set[Decimal]:
    return {Decimal(n.replace(",", ".")) for n in re.findall(r"\d+(?:[.,]\d+)?", text)}


def test_the_quote_of_every_score_holds_its_number():
    """Decimal comma or point, trailing zeros aside; `open-table-63x3` quotes a CSV line: name,value,year."""
    for row in rows("scores"):
        if row["source_id"] == "open-table-63x3":
            _, value, year = row["quote"].rsplit(",", 2)
            assert (Decimal(value), year) == (Decimal(row["value"]), ROUNDS[row["round_id"]]["year"]), row
        else:
            assert Decimal(row["value"]) in numbers(row["quote"]), row


WORDS, CUT, PLACE, IMPLIED = "written in words", "cut before the figure", "place among others", "implied"
RANKS_NOT_IN_THEIR_QUOTE = {
    # source: (reason, rows)
    "seed-laocai-news-2023": (PLACE, 9),  # the best three of each group, with their points
    "seed-longan-news-2023": (IMPLIED, 1),  # 11th, up 10 places: 21st in 2021
    "web-phapluatmoitruong.vn": (PLACE, 1),  # the list of the first ten of 2020
    "web-baomoi.net.vn": (PLACE, 1),  # Ninh Bình 2021: the list of the first ten is elsewhere in the page
    "web-thoibaotaichinhvietnam.vn": (WORDS, 2),
    "web-theleader.vn": (WORDS, 4),
    "web-mic.gov.vn": (WORDS, 4),
    "web-news.laodong.vn": (WORDS, 4),
    "web-baobinhduong.vn": (WORDS, 8),
    "web-baodanang.vn": (WORDS, 8),
    "web-tothethao.com": (CUT, 3),
    "web-vnexpress.net": (CUT, 2),
    "web-backan.gov.vn": (CUT, 2),
    "web-vtc.vn": (CUT, 2),
    "web-quangnam.gov.vn": (CUT, 1),
    "web-thuvienphapluat.vn": (CUT, 1),
    "web-spress.net": (CUT, 1),
    "web-baomoi.net.vn-2": (CUT, 1),
    "web-tuoitrekiengiang.vn": (CUT, 1),
    "web-thuviennhadat.vn": (CUT, 1),
    "web-baohatinh.vn": (CUT, 6),
    "web-lite.baomoi.com": (CUT, 2),
}


def test_the_quote_of_every_rank_holds_its_number_but_for_the_sources_listed_with_a_reason():
    silent = Counter(r["source_id"] for r in rows("ranks") if Decimal(r["rank"]) not in numbers(r["quote"]))
    assert silent == {source: count for source, (_, count) in RANKS_NOT_IN_THEIR_QUOTE.items()}


def test_a_quote_said_to_be_cut_has_the_length_at_which_quotes_were_cut():
    for row in rows("ranks"):
        reason, _ = RANKS_NOT_IN_THEIR_QUOTE.get(row["source_id"], ("", 0))
        if reason == CUT and Decimal(row["rank"]) not in numbers(row["quote"]):
            assert len(row["quote"]) in (159, 160), row  # 160 characters, a last space dropped


# --- rules between files ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["scores", "ranks", "causes"])
def test_figures_name_an_indicator_or_composite_of_the_edition_of_their_round(name):
    assert [r for r in rows(name) if r["indicator_code"] not in codes_of(r["round_id"])] == []


def test_no_composite_has_the_code_of_an_indicator():
    nodes = {(r["framework_id"], r["code"]) for r in rows("indicators")}
    assert not nodes & {(r["framework_id"], r["composite_code"]) for r in rows("composites")}


def test_scores_stay_within_the_scale_and_precision_of_their_edition():
    for row in rows("scores"):
        framework = FRAMEWORKS[ROUNDS[row["round_id"]]["framework_id"]]
        value = Decimal(row["value"])
        assert -value.as_tuple().exponent <= int(framework["decimals"]), row
        if framework["published_as"] == "value":
            assert value <= 1, row
        else:
            assert Fraction(value) <= MAX_POINTS[framework["framework_id"], row["indicator_code"]], row


def test_only_published_figures_are_kept():
    assert {r["basis"] for r in rows("scores")} == {"published"}


def test_each_edition_is_one_tree_whose_children_add_up():
    for framework_id, framework in FRAMEWORKS.items():
        nodes = {r["code"]: r for r in rows("indicators") if r["framework_id"] == framework_id}
        assert [c for c, r in nodes.items() if not r["parent_code"]] == ["DTI"], framework_id
        assert nodes["DTI"]["max_points"] == framework["total_points"], framework_id
        for code, node in nodes.items():
            climbed, above = {code}, node["parent_code"]
            while above:
                assert above not in climbed, f"{framework_id} {code} is its own ancestor"
                climbed.add(above)
                above = nodes[above]["parent_code"]
            children = [r for r in nodes.values() if r["parent_code"] == code]
            if children and all(r["max_points"] for r in children):
                assert sum(Fraction(r["max_points"]) for r in children) == Fraction(node["max_points"]), code
            if children and all(r["component_count"] or r["kind"] == "component" for r in children):
                counted = sum(int(r["component_count"] or 1) for r in children)
                assert counted == int(node["component_count"]), (framework_id, code)
            if node["max_points"]:
                assert (node["scored"] == "no") == (Fraction(node["max_points"]) == 0), (framework_id, code)


def test_decision_922_has_98_component_indices_95_of_them_scored():
    """QĐ 922/QĐ-BTTTT: 98 component indices; the 3 of smart city are not scored."""
    mains = [r for r in rows("indicators") if r["framework_id"] == "province-2022" and r["kind"] == "main"]
    assert sum(int(r["component_count"]) for r in mains) == 98
    assert sum(int(r["component_count"]) for r in mains if r["scored"] == "yes") == 95
    assert {r["code"]: int(r["max_points"]) for r in mains if r["scored"] == "yes"} == MAIN


def test_pillars_have_denominators_700_650_650():
    members = defaultdict(list)
    for row in (r for r in rows("composite_members") if r["framework_id"] == "province-2022"):
        members[row["composite_code"]].append(MAX_POINTS[row["framework_id"], row["member_code"]])
    assert {code: sum(points) for code, points in members.items()} == {"P-CQS": 700, "P-KTS": 650, "P-XHS": 650}


def test_no_rank_is_beyond_the_number_ranked():
    for row in [*rows("ranks"), *rows("targets")]:
        assert not row["of"] or int(row["rank"]) <= int(row["of"]), row


def test_ranks_among_some_name_a_region_or_a_parent_of_the_entity():
    for row in rows("ranks"):
        if row["within"]:
            kind, _, where = row["within"].partition(":")
            entity = ENTITIES[row["entity_id"]]
            assert where == {"region": entity["region_id"], "entity": entity["parent_id"]}[kind], row


def test_levels_follow_each_other_from_0_to_100_percent():
    for framework_id in {r["framework_id"] for r in rows("levels")}:
        levels = [r for r in rows("levels") if r["framework_id"] == framework_id]
        steps = [(int(r["above_percent"]), int(r["up_to_percent"])) for r in levels]
        assert steps == [(0, 25), (25, 50), (50, 75), (75, 100)], framework_id


def test_rounds_rank_as_many_entities_as_their_scope_has():
    """63 provinces up to the assessment of 2024; the same year is given for the 34 as well."""
    for year in range(2020, 2025):
        assert int(ROUNDS[f"province-{year}"]["entity_count"]) == len(OLD), year
    assert int(ROUNDS["province-2024-34"]["entity_count"]) == len(NEW)


def test_no_round_has_more_entities_with_a_total_than_it_ranks():
    for round_id, row in ROUNDS.items():
        assert not row["entity_count"] or len(VALUES[round_id, "DTI"]) <= int(row["entity_count"]), round_id


def test_the_kept_and_the_other_national_mean_are_both_in_the_data():
    """The mean of the provinces of 2022: three figures in the press, one of them kept."""
    means = [r for r in rows("national") if (r["series"], r["year"]) == ("province_avg_dti", "2022")]
    found = {r["value"]: r["source_id"] for r in means}
    conflicts = [r for r in rows("conflicts") if r["conflict_id"].startswith("province-mean-2022")]
    kept = {c["kept"]: c["source_id"] for c in conflicts}
    assert found == kept | {c["other"]: c["other_source_id"] for c in conflicts}
    mean = sum(VALUES["province-2022", "DTI"].values()) / 63
    assert min(found, key=lambda v: abs(Fraction(v) - mean)) == conflicts[0]["kept"] == "0.5786"


def test_dak_nong_2020_keeps_the_rank_and_not_the_copied_mean():
    """vietnam.vn: 0.3026, which is the mean of the 63, and rank 54; Sơn La was 51st with 0.2613."""
    conflict = by("conflicts", "conflict_id")["dak-nong-2020"]
    mean = next(r["value"] for r in rows("national") if (r["series"], r["year"]) == ("province_avg_dti", "2020"))
    rank = next(r for r in rows("ranks") if (r["round_id"], r["entity_id"]) == ("province-2020", "VN-67"))
    assert (conflict["other"], conflict["other_source_id"]) == (mean, rank["source_id"])
    assert rank["rank"] == "54" and conflict["kept"].startswith("hạng 54")
    assert "VN-67" not in VALUES["province-2020", "DTI"]
