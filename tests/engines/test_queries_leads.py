"""What the engine answers about leads, on tables written by hand. March 2027 in Shanghai begins at 28 February 16:00 UTC."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assay.core.leads.facts import LeadFacts, Message, Touch
from assay.core.period import Month
from assay.core.tables import Value
from assay.services.gather import gather_leads
from tests.engines.queries_desk import Row, desk, utc
from tests.unit.leads.givens import contract

MARCH = Month(2027, 3)


def row(lead_id: str, created: str, **values: Value) -> Row:
    return {"lead_id": lead_id, "created_at": utc(created), **values}


def leads_of_march(folder: Path, as_of: str = "04-05 01:00", **tables: Sequence[Row]) -> dict[str, LeadFacts]:
    with desk(folder, tables) as open_desk:
        found = gather_leads(open_desk, contract(), MARCH.span, utc(as_of))
    return {lead.id: lead for lead in found}


def test_a_month_is_one_of_the_contracts_zone(tmp_path: Path) -> None:
    rows = [
        row("before", "02-28 15:59"),
        row("first", "02-28 16:00"),
        row("last", "03-31 15:59"),
        row("after", "03-31 16:00"),
    ]
    assert list(leads_of_march(tmp_path, leads=rows)) == ["first", "last"]


def test_a_correction_replaces_the_row(tmp_path: Path) -> None:
    rows = [row("A", "03-05 02:00", country="US"), row("A", "03-05 02:00", country="DE", commit=2)]
    found = leads_of_march(tmp_path, leads=rows)
    assert (found["A"].country, found["A"].ref.row) == ("DE", 3)


def test_an_empty_table_has_no_leads(tmp_path: Path) -> None:
    assert leads_of_march(tmp_path) == {}


def test_earlier_leads_share_a_key_and_come_oldest_first(tmp_path: Path) -> None:
    rows = [
        row("late", "03-10 02:00", email_key="e1", phone_key="p1"),
        row("by-phone", "01-10 02:00", phone_key="p1", campaign="search-us"),
        row("by-mail", "03-01 02:00", email_key="e1", channel="trade_show"),
        row("other", "01-01 02:00", email_key="e2"),
        row("later", "03-20 02:00", email_key="e1"),
    ]
    found = leads_of_march(tmp_path, leads=rows)["late"].earlier_leads
    assert [(e.id, e.through, e.paid, e.channel) for e in found] == [
        ("by-phone", "phone", True, None),
        ("by-mail", "email", False, "trade_show"),
    ]


def test_an_earlier_lead_brings_the_click_recorded_for_it(tmp_path: Path) -> None:
    clicked: Row = {"campaign": "display", "clicked_at": utc("03-01 01:50"), "click_id": "c7"}
    rows = [
        row("late", "03-10 02:00", email_key="e1", phone_key="p1", campaign="search-us"),
        row("timed", "03-01 02:00", email_key="e1", **clicked),
        row("blank", "03-02 02:00", phone_key="p1", campaign="search-us"),
        row("none", "03-03 02:00", phone_key="p1"),
    ]
    late = leads_of_march(tmp_path, leads=rows)["late"]
    # Without a time, a click is at the enquiry that records it.
    assert late.touches == (Touch(utc("03-10 02:00"), "search-us", ""),)
    assert [(e.id, e.touch) for e in late.earlier_leads] == [
        ("timed", Touch(utc("03-01 01:50"), "display", "c7")),
        ("blank", Touch(utc("03-02 02:00"), "search-us", "")),
        ("none", None),
    ]


def test_of_two_leads_at_one_moment_the_smaller_number_is_the_earlier(tmp_path: Path) -> None:
    rows = [row("B", "03-05 02:00", email_key="e"), row("A", "03-05 02:00", email_key="e")]
    found = leads_of_march(tmp_path, leads=rows)
    assert [[e.id for e in found[name].earlier_leads] for name in ("A", "B")] == [[], ["A"]]


def test_leads_without_contacts_share_nothing(tmp_path: Path) -> None:
    found = leads_of_march(tmp_path, leads=[row("A", "03-04 02:00"), row("B", "03-05 02:00")])
    assert found["B"].earlier_leads == ()


def test_an_order_is_earlier_when_its_day_is_before_the_enquirys_day_in_the_zone(tmp_path: Path) -> None:
    # 17:00 UTC on 4 March is 5 March in Shanghai: an order of 4 March is earlier, one of 5 March is not.
    orders: list[Row] = [
        {"order_no": "PI-1", "email_key": "e", "ordered_on": utc("03-04 00:00").date()},
        {"order_no": "PI-2", "email_key": "e", "ordered_on": utc("03-05 00:00").date()},
    ]
    rows = [row("A", "03-04 17:00", email_key="e")]
    found = leads_of_march(tmp_path, leads=rows, orders=orders)["A"].earlier_orders
    assert [order.id for order in found] == ["PI-1"]


def test_orders_since_name_the_lead_or_share_its_contact_and_name_none(tmp_path: Path) -> None:
    day = utc("03-20 00:00").date()
    orders: list[Row] = [
        {"order_no": "1", "lead_id": "A", "email_key": "x", "ordered_on": day, "stage": "trial_order"},
        {
            "order_no": "2",
            "email_key": "e",
            "phone_key": "p",
            "ordered_on": day,
            "amount_micros": 7,
            "currency": "USD",
        },
        {"order_no": "3", "lead_id": "Z", "email_key": "e", "ordered_on": day},
        {"order_no": "4", "email_key": "somebody else", "ordered_on": day},
    ]
    rows = [row("A", "03-05 02:00", email_key="e", phone_key="p")]
    found = leads_of_march(tmp_path, leads=rows, orders=orders)["A"].orders_since
    assert [(sale.id, sale.named, sale.stage) for sale in found] == [
        ("1", True, "trial_order"),
        ("2", False, None),
        ("2", False, None),
    ]
    assert (found[1].amount_micros, found[1].currency, found[1].on) == (7, "USD", day)


def talk(message_id: str, when: str, direction: str, **values: Value) -> Row:
    return {"interaction_id": message_id, "at": utc(when), "direction": direction, **values}


def ids(*messages: Message | None) -> tuple[str | None, ...]:
    return tuple(message.id if message else None for message in messages)


def test_messages_are_found_by_number_and_by_contact(tmp_path: Path) -> None:
    messages = [
        talk("A/1", "03-05 02:00", "in", lead_id="A"),
        talk("A/2", "03-05 04:00", "out", lead_id="A"),
        talk("w1", "03-05 03:00", "out", contact_key="p", source="whatsapp"),
        talk("w2", "03-06 03:00", "in", contact_key="p", source="whatsapp"),
        talk("w0", "03-01 03:00", "in", contact_key="p", source="whatsapp"),
        talk("x", "03-05 02:30", "out", contact_key="somebody else"),
    ]
    found = leads_of_march(tmp_path, leads=[row("A", "03-05 02:00", phone_key="p")], interactions=messages)[
        "A"
    ]
    assert ids(found.reply, found.next_message) == ("w1", "w2")


def test_the_next_message_may_come_before_our_reply(tmp_path: Path) -> None:
    messages = [
        talk("A/2", "03-05 04:00", "out", lead_id="A"),
        talk("w1", "03-05 03:00", "in", contact_key="p", source="whatsapp"),
        talk("A/3", "03-06 03:00", "in", lead_id="A"),
    ]
    found = leads_of_march(tmp_path, leads=[row("A", "03-05 02:00", phone_key="p")], interactions=messages)[
        "A"
    ]
    assert ids(found.reply, found.next_message) == ("A/2", "w1")


def test_of_messages_of_one_moment_the_smallest_source_and_number_is_the_first(tmp_path: Path) -> None:
    messages = [
        talk("b", "03-05 04:00", "out", contact_key="p", source="whatsapp"),
        talk("z", "03-05 04:00", "out", contact_key="p", source="mail"),
        talk("y", "03-05 04:00", "out", contact_key="p", source="mail"),
        talk("n2", "03-05 03:00", "in", contact_key="p", source="mail"),
        talk("n1", "03-05 03:00", "in", contact_key="p", source="mail"),
    ]
    lead = row("A", "03-05 02:00", phone_key="p", email_key="p")
    found = leads_of_march(tmp_path, leads=[lead], interactions=messages)["A"]
    assert ids(found.reply, found.next_message) == ("y", "n1")


def test_a_cell_left_blank_by_a_later_export_is_blank(tmp_path: Path) -> None:
    """Commit 1 knew a reply, a next message and a verdict; the row of commit 2 has none of the three."""
    rows = [row("A", "03-05 02:00"), row("A", "03-05 02:00", commit=2)]
    messages = [
        talk("A/1", "03-05 02:00", "in", lead_id="A"),
        talk("A/2", "03-05 04:00", "out", lead_id="A"),
        talk("A/3", "03-06 03:00", "in", lead_id="A"),
        talk("A/1", "03-05 02:00", "in", lead_id="A", commit=2),
    ]
    said: Row = {"lead_id": "A", "verdict": "qualified", "judged_at": utc("03-08 02:00")}
    found = leads_of_march(tmp_path, leads=rows, interactions=messages, qualifications=[said])["A"]
    assert ids(found.reply, found.next_message) == (None, None)
    assert (found.sales, found.in_qualifications) == (None, False)


def test_what_came_with_the_row_that_counts_is_kept(tmp_path: Path) -> None:
    """Commit 2 brings A again, corrected, and not B; commit 3 is another log's row of the same number."""
    rows = [
        row("A", "03-05 02:00"),
        row("B", "03-06 02:00"),
        row("A", "03-05 02:00", commit=2),
        row("B", "03-06 02:00", commit=3, account="germany"),
    ]
    messages = [
        talk("A/2", "03-05 04:00", "out", lead_id="A"),
        talk("B/2", "03-06 04:00", "out", lead_id="B"),
        talk("A/2", "03-05 05:00", "out", lead_id="A", commit=2),
    ]
    with desk(tmp_path, {"leads": rows, "interactions": messages}) as open_desk:
        found = gather_leads(open_desk, contract(), MARCH.span, utc("04-05 01:00"))
    assert [(lead.book, lead.id, lead.reply and lead.reply.at) for lead in found] == [
        ("enquiry_log/sales", "A", utc("03-05 05:00")),
        ("enquiry_log/germany", "B", None),
        ("enquiry_log/sales", "B", utc("03-06 04:00")),
    ]


def test_a_chat_names_no_lead_and_outlives_its_exports(tmp_path: Path) -> None:
    rows = [row("A", "03-05 02:00", phone_key="p"), row("A", "03-05 02:00", phone_key="p", commit=2)]
    messages = [talk("w1", "03-05 04:00", "out", contact_key="p", source="whatsapp")]
    found = leads_of_march(tmp_path, leads=rows, interactions=messages)["A"]
    assert ids(found.reply, found.next_message) == ("w1", None)


def test_messages_after_the_moment_of_judging_are_not_gathered(tmp_path: Path) -> None:
    messages = [talk("A/2", "03-05 04:00", "out", lead_id="A")]
    rows = [row("A", "03-05 02:00")]
    assert leads_of_march(tmp_path, "03-05 03:59", leads=rows, interactions=messages)["A"].reply is None


def test_a_number_of_another_log_is_another_lead(tmp_path: Path) -> None:
    messages = [talk("A/2", "03-05 04:00", "out", lead_id="A", account="germany")]
    assert leads_of_march(tmp_path, leads=[row("A", "03-05 02:00")], interactions=messages)["A"].reply is None


@pytest.mark.parametrize(
    ("verdict", "expected"), [("qualified", "qualified"), ("not_qualified", "not_qualified"), (None, None)]
)
def test_the_sales_verdict_is_null_while_open(
    tmp_path: Path, verdict: str | None, expected: str | None
) -> None:
    said: Row = {"lead_id": "A", "verdict": verdict, "judged_at": utc("03-08 02:00") if verdict else None}
    found = leads_of_march(tmp_path, leads=[row("A", "03-05 02:00")], qualifications=[said])["A"]
    assert (found.sales and found.sales.verdict) == expected
    assert found.in_qualifications


@pytest.mark.parametrize(
    ("log_commit", "log_says", "expected"),
    [
        (1, "not_qualified", "qualified"),  # the sheet is newer
        (3, "not_qualified", "not_qualified"),  # the log is newer
        (3, None, "qualified"),  # a blank cell takes nothing back
    ],
)
def test_of_a_log_and_a_sheet_for_sales_the_newest_word_counts(
    tmp_path: Path, log_commit: int, log_says: str | None, expected: str
) -> None:
    log: Row = {"lead_id": "A", "verdict": log_says, "judged_at": None, "commit": log_commit}
    of_sheet: Row = {"source": "verdict_sheet", "account": "enquiry_log|sales", "commit": 2}
    sheet: Row = {**of_sheet, "lead_id": "A", "verdict": "qualified", "judged_at": utc("03-08 02:00")}
    other: Row = {**of_sheet, "account": "enquiry_log|germany", "lead_id": "B", "verdict": "qualified"}
    leads = [row("A", "03-05 02:00", commit=log_commit), row("B", "03-05 02:00")]
    found = leads_of_march(tmp_path, leads=leads, qualifications=[log, sheet, other])
    assert (found["A"].sales and found["A"].sales.verdict, found["B"].sales) == (expected, None)


def test_the_record_says_which_fields_are_filled(tmp_path: Path) -> None:
    rows = [row("A", "03-05 02:00", phone_key="p", country="US", product="", channel="paid_search")]
    filled = leads_of_march(tmp_path, leads=rows)["A"].filled
    assert filled == {"phone", "email_or_phone", "country", "source"}
