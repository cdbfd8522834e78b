import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from assay.core.findings import Severity
from assay.ports import Parsed
from assay.sources.archive import is_archive, read_members
from assay.sources.problems import Problems
from assay.sources.registry import without_rows
from tests.sources.books import book
from tests.sources.reading import Said, codes, only_error, read, rows_of

SAID: Said = {"account": "search/lumora.example"}
QUERIES = "Top queries,Clicks,Impressions,CTR,Position\nstreet light factory,7,120,5.83%,8.4\nsolar lamp,2,90,2.22%,11.25\n"
DEVICES = "Device,Clicks,Impressions,CTR,Position\nDesktop,8,200,4%,9.1\nMobile,3,50,6%,10\n"
CHART = "Date,Clicks,Impressions,CTR,Position\n2027-03-02,5,130,3.85%,9.5\n2027-03-01,6,120,5%,9.2\n"  # newest first
FILTERS = "Filter,Value\nSearch type,Web\nDate,Last 3 months\n"


def archive(**members: str | bytes) -> bytes:
    """A zip as Search Console sends it; ``_csv`` in a name stands for ``.csv``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("_csv", ".csv"), content)
    return buffer.getvalue()


def whole(**more: str | bytes) -> bytes:
    return archive(Queries_csv=QUERIES, Devices_csv=DEVICES, Chart_csv=CHART, Filters_csv=FILTERS, **more)


def of(parsed: Parsed, dimension: str) -> list[dict[str, object]]:
    return [dict(row) for row in rows_of(parsed, "rankings") if row["dimension"] == dimension]


def test_the_zip_as_downloaded_gives_days_as_days_and_the_rest_as_their_range() -> None:
    parsed = read(whole(), "performance.zip", **SAID)
    assert codes(parsed) == []
    assert parsed.rows_read == 6
    assert of(parsed, "day")[0] == {
        "source": "search_console",
        "account": "search/lumora.example",
        "search_type": "web",
        "dimension": "day",
        "value": "2027-03-02",
        "start_on": date(2027, 3, 2),
        "end_on": date(2027, 3, 3),
        "clicks": 5,
        "impressions": 130,
        "position_micros": 9_500_000,
    }
    query = of(parsed, "query")[1]
    assert (query["value"], query["start_on"], query["end_on"]) == (
        "solar lamp",
        date(2027, 3, 1),
        date(2027, 3, 3),
    )
    assert query["position_micros"] == 11_250_000


def test_queries_fall_short_of_the_days_by_design_and_devices_must_add_up() -> None:
    # days: 5 + 6 = 11 clicks; devices 8 + 3 = 11; queries 7 + 2 = 9, because rare queries are left out
    controls = {(item.name, item.column): item for item in read(whole(), "p.zip", **SAID).controls}
    assert (controls["Devices.csv", "clicks"].stated, controls["Devices.csv", "clicks"].agrees) == (
        "11",
        True,
    )
    assert (controls["Queries.csv", "clicks"].summed, controls["Queries.csv", "clicks"].agrees) == ("9", None)


def test_an_export_of_a_part_of_the_site_says_which_filters_made_it() -> None:
    narrowed = archive(Chart_csv=CHART, Filters_csv=FILTERS + "Country,Germany\nQuery,+lamp\n")
    (finding,) = read(narrowed, "performance.zip", **SAID).findings
    assert (finding.code, finding.severity) == ("sources.export_narrowed", Severity.WARNING)
    assert finding.params == {"filters": "Country, Query"}
    chart = [("Date", "Clicks", "Impressions"), ("2027-03-01", 1, 2)]
    filters = [("Filter", "Value"), ("Search type", "Image"), ("Page", "/lamps")]
    parsed = read(book({"Chart": chart, "Filters": filters}), "performance.xlsx", **SAID)
    assert (codes(parsed, Severity.WARNING), parsed.facts["search_type"]) == (
        ["sources.export_narrowed"],
        "image",
    )
    assert read(whole(), "performance.zip", **SAID).findings == ()


def test_devices_that_do_not_add_up_are_a_warning() -> None:
    data = archive(Devices_csv=DEVICES.replace("Mobile,3", "Mobile,4"), Chart_csv=CHART)
    parsed = read(data, "p.zip", **SAID)
    assert codes(parsed, Severity.WARNING) == ["sources.range_totals_differ"]
    assert parsed.findings[0].params == {"table": "Devices.csv", "stated": "11", "summed": "12"}
    assert len(parsed.records) == 4


def test_the_chinese_zip_is_read_the_same_way() -> None:
    data = archive(
        查询数_csv="热门查询,点击次数,展示,点击率,排名\n路灯 工厂,7,120,5.83%,8.4\n",
        图表_csv="日期,点击次数,展示,点击率,排名\n2027-03-01,7,120,5.83%,8.4\n",
        过滤器_csv="过滤器,值\n搜索类型,图片\n日期,过去 3 个月\n",
    )
    parsed = read(data, "p.zip", **SAID)
    assert codes(parsed) == []
    assert [(row["dimension"], row["value"], row["search_type"]) for row in rows_of(parsed, "rankings")] == [
        ("query", "路灯 工厂", "image"),
        ("day", "2027-03-01", "image"),
    ]


def test_rows_of_a_zip_are_numbered_through_its_members() -> None:
    rows = [record.row for record in read(whole(), "p.zip", **SAID).records]
    assert len(set(rows)) == len(rows)
    first, second = read_members(whole(), Problems(""))[:2]
    assert (first.name, first.first_row, second.first_row) == ("Queries.csv", 0, 4)
    assert rows[:3] == [2, 3, 4 + 2]


def test_a_workbook_has_a_sheet_per_table_and_the_ratio_as_a_number() -> None:
    data = book(
        {
            "查询数": [
                ["热门查询", "点击次数", "展示", "点击率", "排名"],
                ["路灯", 12, 114, Decimal("0.105"), Decimal("8.4")],
            ],
            "图表": [
                ["日期", "点击次数", "展示", "点击率", "排名"],
                ["2027-03-01", 12, 114, Decimal("0.105"), Decimal("8.4")],
            ],
            "过滤器": [["过滤器", "值"], ["搜索类型", "网页"]],
        }
    )
    parsed = read(data, "performance.xlsx", **SAID)
    assert codes(parsed) == []
    assert [row["dimension"] for row in rows_of(parsed, "rankings")] == ["query", "day"]
    assert of(parsed, "query")[0]["clicks"] == 12
    assert of(parsed, "query")[0]["position_micros"] == 8_400_000


def test_a_table_without_its_days_is_refused_until_a_person_says_them() -> None:
    assert only_error(read(QUERIES, "Queries.csv", **SAID)).code == "sources.range_unknown"
    parsed = read(QUERIES, "Queries.csv", **(SAID | {"covers": "2027-03-01/2027-03-31"}))
    assert codes(parsed) == []
    assert {(row["start_on"], row["end_on"]) for row in rows_of(parsed, "rankings")} == {
        (date(2027, 3, 1), date(2027, 4, 1))
    }


@pytest.mark.parametrize("covers", ["2027-03-02/2027-03-31", "2027-02-01/2027-03-01"])
def test_days_outside_those_that_a_person_says_are_refused(covers: str) -> None:
    finding = only_error(read(whole(), "performance.zip", **(SAID | {"covers": covers})))
    assert (finding.code, finding.params["found"]) == ("sources.covers_differ", "2027-03-01/2027-03-02")


def test_days_without_figures_at_either_end_may_be_said() -> None:
    parsed = read(whole(), "performance.zip", **(SAID | {"covers": "2027-02-28/2027-03-03"}))
    query = of(parsed, "query")[0]
    assert (codes(parsed), query["start_on"], query["end_on"]) == ([], date(2027, 2, 28), date(2027, 3, 4))


@pytest.mark.parametrize("covers", ["March", "2027-03-31/2027-03-01", "2027-03-01", "2027-02-30/2027-03-01"])
def test_a_range_that_is_none_is_refused(covers: str) -> None:
    assert (
        only_error(read(QUERIES, "Queries.csv", **(SAID | {"covers": covers}))).code
        == "sources.covers_unreadable"
    )


def test_missing_is_not_zero() -> None:
    parsed = read(CHART.replace("2027-03-02,5", "2027-03-02,--"), "Chart.csv", **SAID)
    error = only_error(parsed)
    assert (error.code, error.place.line) == ("sources.missing_value", 2)
    assert parsed.records == ()


def test_the_account_must_be_said() -> None:
    assert only_error(read(whole(), "p.zip")).code == "sources.account_missing"


def test_what_else_lies_in_the_zip_is_named() -> None:
    parsed = read(whole(notes="to be discussed"), "p.zip", **SAID)
    assert codes(parsed, Severity.WARNING) == ["sources.members_left_out"]


def test_a_fault_in_a_member_names_the_member_and_its_row() -> None:
    data = archive(Queries_csv=QUERIES, Chart_csv=CHART.replace(",5,130", ",five,130"))
    error = only_error(read(data, "p.zip", **SAID))
    assert (error.code, error.place.file, error.place.line) == ("sources.not_a_number", "p.zip/Chart.csv", 2)


def test_an_erasure_takes_a_row_of_a_table_and_the_whole_of_a_zip() -> None:
    less = without_rows("Queries.csv", QUERIES.encode(), frozenset({2}))
    assert less == QUERIES.replace("street light factory,7,120,5.83%,8.4", "").encode()
    package = whole()
    assert without_rows("p.zip", package, frozenset({2})) == b""
    assert without_rows("p.zip", package, frozenset()) == package


def locked() -> bytes:
    """A zip whose first member says that it is encrypted."""
    data = bytearray(whole())
    data[6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (locked(), "sources.archive_locked"),
        (whole()[:200], "sources.archive_broken"),
        (archive(**{f"{number}.txt": "x" for number in range(1_001)}), "sources.archive_too_many"),
        (archive(Queries_csv=b"0" * (400 * 1024 * 1024 + 1)), "sources.too_large"),
    ],
)
def test_an_archive_that_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    problems = Problems("p.zip")
    assert read_members(data, problems) == ()
    assert [finding.code for finding in problems.findings] == [code]


def test_a_name_that_looks_like_a_path_is_a_label() -> None:
    names = [
        member.name
        for member in read_members(
            archive(**{"../../etc/Queries_csv": QUERIES, "a\\b_csv": "x"}), Problems("")
        )
    ]
    assert names == ["Queries.csv", "b.csv"]


def test_a_workbook_goes_whole_on_an_erasure() -> None:
    data = book({"Queries": [["Top queries", "Clicks", "Impressions"], ["lamp", 1, 2]]})
    assert without_rows("p.xlsx", data, frozenset({2})) == b""
    assert without_rows("p.xlsx", data, frozenset()) == data


def test_two_members_of_one_name_are_two_tables() -> None:
    data = archive(
        **{
            "a/Queries_csv": QUERIES,
            "b/Queries_csv": QUERIES.replace("lamp", "pole").replace("factory", "price"),
        }
    )
    parsed = read(data, "p.zip", **(SAID | {"covers": "2027-03-01/2027-03-31"}))
    assert codes(parsed) == []
    assert [row["value"] for row in rows_of(parsed, "rankings")] == [
        "street light factory",
        "solar lamp",
        "street light price",
        "solar pole",
    ]


def test_a_table_told_twice_is_refused() -> None:
    data = archive(Chart_csv=CHART, Dates_csv=CHART)
    assert codes(read(data, "p.zip", **SAID)) == ["sources.repeated_row", "sources.repeated_row"]


def test_queries_that_only_look_alike_are_two() -> None:
    parsed = read(
        QUERIES.replace("solar lamp", "street  light factory"),
        "q.csv",
        **(SAID | {"covers": "2027-03-01/2027-03-31"}),
    )
    assert [row["value"] for row in rows_of(parsed, "rankings")] == [
        "street light factory",
        "street  light factory",
    ]


@pytest.mark.parametrize("covers", ["2027-03-01/9999-12-31"])
def test_a_day_beyond_counting_is_refused(covers: str) -> None:
    assert (
        only_error(read(QUERIES, "q.csv", **(SAID | {"covers": covers}))).code == "sources.covers_unreadable"
    )
    far = only_error(read(CHART.replace("2027-03-02", "9999-12-31"), "Chart.csv", **SAID))
    assert (far.code, far.place.line) == ("sources.not_a_date", 2)


def packed(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        made.writestr("Queries.csv", QUERIES * 50)
    return buffer.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_is_damaged_anywhere_never_raises(method: int) -> None:
    data = packed(method)
    for at in range(len(data)):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        is_archive(bytes(broken))
        read_members(bytes(broken), Problems("p.zip"))


def test_a_name_of_a_member_shows_no_contact_and_no_unseen_sign() -> None:
    (member,) = read_members(archive(**{"\x1b]0;a\x07max@lichthof.example_csv": QUERIES}), Problems(""))
    assert "@" not in member.name
    assert member.name.isprintable()
