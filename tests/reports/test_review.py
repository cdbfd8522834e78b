"""The monthly review and the picture: changes, campaigns and bars by hand; unknown is never a zero."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any, cast

import pytest

from assay.core.contract.model import Contract
from assay.core.period import Month
from assay.reports.paper import Beside, Sold, Source, picture_png
from assay.reports.paper.at_risk import breaches, waits
from assay.reports.paper.blocks import cell
from assay.reports.paper.channels import channels_of, spent
from assay.reports.paper.charts import Bar, Column, Step, funnel, strip, trend
from assay.reports.paper.months import told
from assay.reports.paper.page import page_data, page_of
from assay.reports.paper.picture import picture_data
from assay.reports.paper.ranges import range_of
from assay.reports.paper.review import REVIEW
from assay.reports.paper.strips import other_end
from assay.services.papers import Shelf
from tests.reports import sheets
from tests.reports.test_papers import settled

LIFE = "lives/two_caps_and_a_late_true_up"
NOBODY = Beside(orders=None, leads=0, unanswered={})


def contract() -> Contract:
    return settled(LIFE)[0].first


def source(number: int, *more: dict[str, Any], lang: str = "zh") -> Source:
    """A month of the life, after the months before it and some more."""
    documents = settled(LIFE)[1]
    return Source(documents[number], "0" * 64, contract(), (*more, *documents[:number]), lang)


def block(found: Source, kind: str, number: int = 0) -> dict[str, Any]:
    data: Any = page_data(page_of(REVIEW, found))
    found_ones: list[dict[str, Any]] = [one for one in data["blocks"] if one["kind"] == kind]
    return found_ones[number]


def cells(table: dict[str, Any]) -> list[list[str]]:
    return [[cell["text"] for cell in row] for row in table["rows"]]


def a_year_before(document: dict[str, Any], value: str) -> dict[str, Any]:
    """The same statement twelve months earlier, with another count of valid leads."""
    text = json.dumps(document).replace("2027-", "2026-")
    found: dict[str, Any] = json.loads(text)
    for kpi in found["kpis"]:
        if kpi["id"] == "valid_leads":
            kpi["value"] = value
    return found


def test_changes_stand_beside_the_month_before_and_last_year() -> None:
    """Valid leads: April 40, March 42 and open, †: −2/42 = −4.76%; a year before 32: +8/32 = +25%. Qualified: 10, then 8, open too."""
    year_before = a_year_before(settled(LIFE)[1][1], "32")
    rows = cells(block(source(1, year_before), "table"))
    assert [row[1:] for row in rows] == [
        ["10", "8†", "+25%", "10", "0%"],
        ["40", "42†", "−4.8%", "32", "+25%"],
    ]


def test_without_another_month_a_sentence_says_that_nothing_is_compared_and_no_trend_is_drawn() -> None:
    data: Any = page_data(page_of(REVIEW, source(0)))
    said = [one["text"] for one in data["blocks"] if one["kind"] == "text"]
    assert said == ["本期考核结果 2 项：未定 2 项。", "上月和去年同月都没有结算，还没有可比的数。"]
    assert "trend" not in {one["kind"] for one in data["blocks"]}


def test_a_year_that_nobody_settled_is_said_once_and_has_no_column() -> None:
    """April beside March alone: the month, the month before, the change."""
    heads = [column["head"] for column in block(source(1), "table")["columns"]]
    assert heads == ["指标", "本月", "上月", "变动"]
    data: Any = page_data(page_of(REVIEW, source(1)))
    notes = [one["text"] for one in data["blocks"] if one["kind"] == "note"]
    assert notes.count("去年同月没有结算，不作比较。") == 1


def test_a_campaigns_month_adds_its_lots() -> None:
    """March: one lot of 16800 CNY with 84 leads, 42 of them valid so far: 400 for each."""
    (channel,) = channels_of(settled(LIFE)[1][0])
    assert (channel.name, channel.cost, channel.credited, channel.valid) == ("search", 16800, 84, 42)
    assert channel.per_valid == Fraction(400)
    assert spent(settled(LIFE)[1][0]) == {"CNY": Fraction(16800)}
    assert cells(block(source(0), "table")) == [["search", "CNY 16,800.00", "84", "42", "CNY 400.00"]]


def test_campaigns_without_a_valid_lead_come_last_the_dearest_on_top() -> None:
    lots = [
        {"id": f"{name}/2027-03-01", "cost": cost, "leads": {"credited": "4", "valid": valid}}
        for name, cost, valid in (
            ("idle", "10.00 USD", "0"),
            ("dear", "90.00 USD", "3"),
            ("cheap", "50.00 USD", "2"),
            ("lost", "70.00 USD", "0"),
        )
    ]
    figures = {
        "period": "2027-03",
        "lots": {"spend": [*lots, {"id": "cheap/2027-03-02", "cost": "0.50 USD"}]},
    }
    document = {"period": "2027-03", "state": {"records": [{"figures": figures}]}}
    assert [one.name for one in channels_of(document)] == ["cheap", "dear", "lost", "idle"]
    assert spent(document) == {"USD": Fraction("220.5")}


def test_a_campaign_with_a_day_whose_cost_nobody_states_has_no_cost_and_the_month_no_sum() -> None:
    lots = [
        {"id": "one/2027-03-01", "cost": "50.00 USD", "leads": {"credited": "2", "valid": "2"}},
        {"id": "two/2027-03-01", "cost": "30.00 USD", "leads": {"credited": "1", "valid": "1"}},
        {"id": "two/2027-03-02", "cost": "unknown", "leads": {"credited": "1", "valid": "1"}},
    ]
    figures = {"period": "2027-03", "lots": {"spend": lots}}
    document = {"period": "2027-03", "state": {"records": [{"figures": figures}]}}
    # one: 50 ÷ 2 = 25 a valid lead; of two nobody knows, though 30 of it is known
    assert [(each.name, each.currency, each.cost, each.per_valid) for each in channels_of(document)] == [
        ("one", "USD", 50, 25),
        ("two", "USD", None, None),
    ]
    assert spent(document) == {"USD": None}


def test_the_funnel_goes_from_credited_to_qualified() -> None:
    steps = block(source(1), "funnel")["steps"]
    assert [(step["name"], step["text"]) for step in steps] == [
        ("归属线索", "80"),
        ("有效线索数", "40"),
        ("销售合格线索数", "10"),
    ]


def test_money_that_waits_is_named() -> None:
    """March: 1000.00 of the fee wait for qualified leads that sales have not judged; in words, with the article of the printed contract."""
    (risk,) = block(source(0), "items")["items"]
    article = (
        risk["text"]
        .removeprefix("销售合格线索数：服务费核减（")
        .removesuffix("）：CNY 1,000.00 待定，暂不支付")
    )
    assert re.fullmatch("第[一二三四五六七八九十]+条 [0-9]+\\.[0-9]+", article)


def waiting(case: str, number: int, lang: str = "zh") -> list[str]:
    """What a month's review says of money that waits, without the articles."""
    amended, documents = settled(case)
    contract_then = amended.for_month(Month.parse(documents[number]["period"]))
    found = Source(documents[number], "0" * 64, contract_then, (), lang, amended=amended)
    return [
        re.sub(r"，?第[^（）]*? [0-9.]+(?=）)|,? ?Article [0-9.]+(?=\))", "", said)
        .replace("（）", "")
        .replace(" ()", "")
        for said in waits(found)
    ]


@pytest.mark.parametrize(
    ("case", "open_ones"),
    [
        (
            "disputes/a_line_and_the_cap_that_cut_it",
            [
                "无效流量赔付：CNY 3,000.00 待定，暂不支付",
                "封顶减免：无效流量赔付：CNY 1,000.00 待定，冲减暂扣",
            ],
        ),
        (
            "disputes/class_A_sessions_and_the_leads_behind_them",
            [
                "无效线索所占消耗的分担：CNY 1,000.00 待定，冲减暂扣",
                "无效流量赔付：CNY 8,000.00 待定，暂不支付",
            ],
        ),
    ],
)
def test_what_lowers_a_slice_waits_until_the_ruling_and_nothing_after_it(
    case: str, open_ones: list[str]
) -> None:
    """March: 3000 in dispute less 1000 of the cap; 8000 less 1000 of the leads. April rules, and nothing waits."""
    assert waiting(case, 0) == [*open_ones, "争议 d1 待裁定，涉及的款项先不付"]
    assert waiting(case, 1) == []


def test_money_of_two_months_or_two_causes_is_told_apart() -> None:
    """January and February of one clause: 1000 each; two repairs of March: 2000 and 1000."""
    months = waiting("streak-refund/a_claimed_streak_in_dispute", 2, "en")[:2]
    assert months == [
        f"Valid leads: fee reduction ({month}): CNY 1,000.00 undecided, not paid yet"
        for month in ("2027-01", "2027-02")
    ]
    causes = [
        said for said in waiting("seams/taxed_damages_in_dispute_wait_with_their_tax", 0) if "修复" in said
    ]
    assert len({said.partition("：")[0] for said in causes}) == 2


def test_what_waits_cites_the_text_of_its_month() -> None:
    """C1 stood in article 17 when March was settled, and an amendment of April left it there under another version."""
    amended = sheets.amended()
    document = {
        **settled(LIFE)[1][1],
        "state": {
            "records": [
                {
                    "figures": {"period": "2027-03"},
                    "withheld": {"C1/valid_leads": {"exact": "5", "minor": "500"}},
                }
            ]
        },
        "triggers": [{"id": "force_majeure", "period": "2027-03", "then": ["replace_vendor"]}],
    }
    found = Source(document, "0" * 64, amended.latest, (), "zh", amended=amended)
    assert list(waits(found)) == [
        "有效线索数：服务费核减（2027-03，第十七条 17.1，1.0.0 版）：CNY 5.00 待定，暂不支付"
    ]
    (right,) = breaches(found)
    assert not isinstance(right, str)
    assert right["aside"] == "force_majeure"
    assert re.fullmatch(
        "甲方有权更换服务商：不可抗力（2027-03 触发，第[一二三四五六七八九十]+条，1\\.0\\.0 版）",
        str(right["text"]),
    )


def test_a_right_that_arose_under_a_trigger_that_the_text_has_not_is_told_by_its_code() -> None:
    document = {
        **settled(LIFE)[1][1],
        "triggers": [{"id": "T1", "period": "2027-04", "then": ["termination_right"]}],
    }
    found = Source(document, "0" * 64, contract(), (), "zh")
    assert list(breaches(found)) == [cell("甲方有权解约（2027-04 触发）", aside="T1")]


def test_a_bar_shows_what_may_still_come() -> None:
    """Qualified 8, and 4 still open, of 10: the room ends at 12 × 23/20 = 13.8."""
    row = block(source(0), "strip")["rows"][0]
    assert (row["value"], row["open"], row["target"]) == (579, 869, 724)


def test_a_bar_says_its_target_and_what_it_comes_to_if_all_that_is_open_counts() -> None:
    texts = [(row["text"], row["verdict"]) for row in block(source(0), "strip")["rows"]]
    assert texts == [
        ("8（目标 10，未定部分全部计入为 12）", "暂定"),
        ("42（目标 40，未定部分全部计入为 46）", "暂定"),
    ]


def kpi(kind: str, metric: str, value: str, above: str | None, below: str | None) -> dict[str, Any]:
    return {
        "id": "k",
        "metric": metric,
        "kind": kind,
        "value": value,
        "numerator": above,
        "denominator": below,
        "from": "2027-03-01",
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (kpi("count", "valid_leads", "8", None, None), 12),
        (kpi("ratio", "form_completion_rate", "0.4", "8", "20"), Fraction(12, 20)),
        (kpi("cost_per_unit", "cost_per_valid_lead", "50", "800", "16"), 40),
    ],
)
def test_what_is_open_raises_a_count_and_a_ratio_and_lowers_a_cost(
    given: dict[str, Any], expected: Fraction
) -> None:
    """Four are open: 8 + 4; (8 + 4) ÷ 20; 800 ÷ (16 + 4). So too where they are of a week."""
    for figures in (
        {"open": "4"},
        {"weeks": [{"from": "2027-03-01", "open": "4"}, {"from": "2027-03-08", "open": "9"}]},
    ):
        record = {"figures": {"period": "2027-03", "kpis": {"k": figures}}}
        assert other_end(given, {"period": "2027-03", "state": {"records": [record]}}) == expected


def test_a_cost_that_may_still_fall_is_pale_from_there() -> None:
    """50 of a target of 40, and 40 if all counts: the room ends at 50 × 23/20 = 57.5; 40 is at 695, 50 at 869."""
    rows: Any = strip((Bar("a", "50", Fraction(50), Fraction(40), Fraction(40), "open"),))["rows"]
    assert [(row["value"], row["open"], row["target"]) for row in rows] == [(695, 869, 695)]


def test_a_month_without_kpis_says_what_it_settles() -> None:
    found = source(2)
    without = Source({**found.document, "kpis": []}, "0" * 64, contract(), found.earlier, "zh")
    said = "本期没有考核指标，只结算到期的款项和以前各期的差额。"
    data: Any = page_data(page_of(REVIEW, without))
    assert [one["text"] for one in data["blocks"] if one["kind"] == "text"] == [said]
    assert picture_data(without, NOBODY)["sentence"] == said


def test_the_picture_counts_what_does_not_count() -> None:
    """An excluded KPI beside one that is met: two in all."""
    first, second = settled(LIFE)[1][1]["kpis"][:2]
    kpis = [{**first, "state": "met"}, {**second, "state": "excluded"}]
    found = Source({**settled(LIFE)[1][1], "kpis": kpis}, "0" * 64, contract(), (), "zh")
    assert picture_data(found, NOBODY)["sentence"] == "本期考核结果 2 项：达标 1 项，不计 1 项。"


def test_a_share_of_records_tells_how_far_chance_moves_it() -> None:
    """15 of 43 by Wilson with z = 1.96: (0.34884 + 0.04467 ± 1.96 × √(0.00528255 + 0.00051942)) ÷ 1.08934 = 0.22418 and 0.49828."""
    of = {"value": "15/43", "target": "0.35", "state": "missed"}
    found = range_of({**kpi("ratio", "form_completion_rate", "15/43", "15", "43"), **of})
    assert found is not None
    assert (found.text, round(found.low, 5), round(found.high, 5)) == (
        "22.4%–49.8%",
        Fraction("0.22418"),
        Fraction("0.49828"),
    )


@pytest.mark.parametrize(("above", "below"), [("0", "5"), ("5", "5")])
def test_chance_never_moves_a_share_below_nothing_or_above_all(above: str, below: str) -> None:
    """0 of 5: from 0 to 3.8416 ÷ 5 ÷ (1 + 3.8416 ÷ 5) = 0.43449; 5 of 5 the other way round."""
    found = range_of(kpi("ratio", "form_completion_rate", "0", above, below))
    assert found is not None
    assert found.text == ("0.0%–43.4%" if above == "0" else "56.6%–100.0%")
    assert (found.low == 0) is (above == "0")
    assert (found.high == 1) is (above != "0")


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [
        ("99999", "100000", "99.9%–100.0%"),
        ("1", "100000", "0.0%–0.1%"),
        ("100000", "100000", "99.9%–100.0%"),
        ("0", "9", "0.0%–29.9%"),
    ],
)
def test_a_range_has_one_decimal_and_two_ends(above: str, below: str, text: str) -> None:
    """99,999 of 100,000: from 99.9943%, which rounds to all, to 99.9998%; 0 of 9: to 3.8416 ÷ (9 + 3.8416) = 0.29915."""
    found = range_of(kpi("ratio", "form_completion_rate", "0", above, below))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    "metric", ["mql_share", "record_completeness", "replied_within", "sample_pass", "auto_reply_accuracy"]
)
def test_each_share_of_counted_records_has_a_range(metric: str) -> None:
    """2 of 4, Wilson: 0.15004 and 0.84996."""
    found = range_of(kpi("ratio", metric, "0.5", "2", "4"))
    assert found is not None
    assert found.text == "15.0%–85.0%"


@pytest.mark.parametrize(
    "given",
    [
        kpi("count", "valid_leads", "8", None, None),
        kpi("cost_per_unit", "cost_per_valid_lead", "50", "800", "16"),
        kpi("ratio", "roi_net", "0.5", "1", "2"),
        kpi("ratio", "delivered_share", "0.9", "9000", "10000"),
        kpi("ratio", "formula_ratio", "0.25", "10", "40"),
        kpi("ratio", "form_completion_rate", "0", "0", "0"),
        kpi("ratio", "form_completion_rate", "0", "0.5", "2"),
    ],
)
def test_what_is_no_share_of_counted_records_has_no_range(given: dict[str, Any]) -> None:
    assert range_of(given) is None


def test_a_bar_draws_its_range_on_its_own_scale() -> None:
    """2 of 4, Wilson: (0.5 + 0.4802 ± 1.96 × √(0.0625 + 0.060025)) ÷ 1.9604 = 0.15004 and 0.84996; the room ends at 0.84996 × 23/20."""
    of = {"value": "0.5", "target": "0.5"}
    span = range_of({**kpi("ratio", "form_completion_rate", "0.5", "2", "4"), **of})
    assert span is not None
    bar = Bar("a", "50%", Fraction(1, 2), Fraction(1, 2), Fraction(1, 2), "met", chance=(span, "15.0%–85.0%"))
    (row,) = cast("Any", strip((bar,))["rows"])
    assert (row["low"], row["high"], row["below"]) == (153, 869, "15.0%–85.0%")


def test_bars_end_where_their_figures_are() -> None:
    """The greatest takes 20/23 of the room: 869 of a thousand; half of it 434."""
    known = Bar("a", "10", Fraction(10), Fraction(20), Fraction(10), "met")
    unknown = Bar("b", "–", None, Fraction(20), None, "open")
    free = Bar("c", "0", Fraction(0), Fraction(0), Fraction(0), "met")
    rows: Any = strip((known, unknown, free))["rows"]
    assert [(row["value"], row["open"], row["target"]) for row in rows] == [
        (434, 434, 869),
        (0, 0, 869),
        (0, 0, 0),
    ]


def test_months_share_one_scale_and_what_is_unknown_is_not_drawn() -> None:
    months: Any = trend(
        (
            Column("2027-01", "20", Fraction(20), Fraction(10), None, is_now=False),
            Column("2027-02", "–", None, None, Fraction(5), is_now=True),
        )
    )["months"]
    assert [(one["value"], one["target"], one["before"]) for one in months] == [(869, 434, -1), (0, -1, 217)]


def test_the_first_step_of_a_funnel_fills_the_room() -> None:
    steps: Any = funnel((Step("a", "80", Fraction(80)), Step("b", "10", Fraction(10))))["steps"]
    assert [step["value"] for step in steps] == [1000, 125]


def test_the_picture_says_what_is_not_known() -> None:
    rows: Any = picture_data(source(0), NOBODY)["rows"]
    assert [(row["label"], row["text"]) for row in rows] == [
        ("投放消耗", "CNY 16,800.00"),
        ("本月订单", "–"),
        ("我们没回复", "–"),
    ]


@pytest.mark.parametrize(
    ("beside", "orders", "unanswered", "sentence"),
    [
        (
            Beside((Sold("EUR", 2, None), Sold("USD", 1, Fraction(413))), 9, {"": 1, "王一": 3, "李二": 3}),
            "3 单，USD 413.00",
            "李二 3，王一 3，没有写业务员 1（各渠道询盘共 9 条）",
            "本期考核结果 2 项：未定 2 项。 还有 7 条询盘我们自己没有回复。",
        ),
        (
            Beside((), 9, {}),
            "0 单",
            "无，各渠道询盘 9 条都回复了",
            "本期考核结果 2 项：未定 2 项。",
        ),
    ],
)
def test_the_picture_names_who_did_not_answer(
    beside: Beside, orders: str, unanswered: str, sentence: str
) -> None:
    """Amounts of a currency of which one order states none are left out, the orders are counted."""
    data: Any = picture_data(source(0), beside)
    assert [row["text"] for row in data["rows"][1:]] == [orders, unanswered]
    assert f"{data['sentence']} {data['ours']}".strip() == sentence


def test_the_picture_tells_credited_leads_from_all_enquiries() -> None:
    """Two counts of leads stand on one picture: it says what each is of, and nothing where there is one."""
    both: Any = picture_data(source(0), Beside((), 99, {}))
    assert both["funnel_note"].startswith("归属线索：")
    alone: Any = picture_data(source(0), NOBODY)
    assert alone["funnel_note"] == ""


def test_the_picture_is_390_pixels_wide_and_the_same_each_time() -> None:
    made = picture_png(source(0), NOBODY)
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(made[16:20], "big") == 390
    assert picture_png(source(0), NOBODY) == made


def test_the_trend_ends_with_the_month_itself() -> None:
    months = block(source(2), "trend")["months"]
    assert [(month["name"], month["text"], month["now"]) for month in months] == [
        ("2027-03", "42†", False),
        ("2027-04", "40", False),
        ("2027-05", "40", True),
    ]
    assert Month.parse(months[-1]["name"]) == Month(2027, 5)


def test_a_month_that_was_corrected_is_compared_and_drawn_as_corrected_and_says_so() -> None:
    """March told 42 valid leads in March and is told as 50 in April; April has 40: −10/50 = −20%."""
    first, second, *_ = settled(LIFE)[1]
    (kpi,) = (one for one in first["kpis"] if one["id"] == "valid_leads")
    corrected = {**second, "kpis": [*second["kpis"], {**kpi, "value": "50"}]}
    found = Source(corrected, "0" * 64, contract(), (first,), "zh")
    assert cells(block(found, "table"))[1][1:] == ["40", "50*", "−20%"]
    assert [month["text"] for month in block(found, "trend")["months"]] == ["50*", "40"]
    said = "* 有效线索数 2027-03：当月结算单上是 42，2027-04 的结算单更正为 50。"
    data: Any = page_data(page_of(REVIEW, found))
    assert [one["text"] for one in data["blocks"] if one["kind"] == "note"].count(said) == 2


def test_a_review_of_the_month_itself_does_not_know_what_came_later() -> None:
    """March printed again after the statement of May, which decides its qualified leads, is the same page."""
    documents = settled(LIFE)[1]
    shelves = (Shelf(known, settled(LIFE)[0]) for known in (documents[:1], documents))
    assert len({shelf.paper("review", Month(2027, 3), "zh").data for shelf in shelves}) == 1


def test_a_figure_that_was_open_and_is_decided_later_bears_the_mark_of_a_correction() -> None:
    """Qualified leads of March: 8 and open in March, and by the statement of May 9 and missed."""
    then, now = (told("qualified", "2027-03", source(number)) for number in (0, 2))
    assert then is not None
    assert now is not None
    assert (then.text, now.text, now.told_in) == ("8†", "9*", "2027-05")
