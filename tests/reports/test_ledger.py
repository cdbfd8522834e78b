"""What the journal books, and what it refuses, with sums worked by hand."""

from typing import Any

import pytest

from assay.core.findings import FindingsError
from assay.core.settlement.ledger import ACCOUNTS
from assay.i18n import catalogue, languages
from assay.i18n.sentences import sentence
from assay.reports.ledger.accounts import BOOKS
from assay.reports.ledger.journal import Journal
from assay.services.ledger import journal_of_documents, journal_text
from tests.reports.books import CONTRACT, FEBRUARY, JANUARY, Document, statement

LATER = ("interest", "tax", "bond", "bond_pool", "damages", "credit_note", "credit_note_owed")
PAID = (("payable", "1000.00", "payment/wire-1"), ("cash", "-1000.00", "payment/wire-1"))


def journal(*documents: object, assume_paid: bool = False) -> Journal:
    named = [(f"{index}.json", document) for index, document in enumerate(documents)]
    return journal_of_documents(named, assume_paid=assume_paid)


def booked(made: Journal) -> list[tuple[str, str, list[tuple[str, int]]]]:
    return [
        (entry.kind, str(entry.on), [(leg.account, leg.minor) for leg in entry.legs])
        for entry in made.entries
    ]


def stated(made: Journal) -> dict[str, int]:
    (closing,) = made.closings
    return dict(closing.balances)


def test_every_account_of_the_books_has_its_place_and_its_names() -> None:
    wanted = {*ACCOUNTS, *LATER, "vendor_debt", "audit_cost", "cash"}
    assert wanted - set(BOOKS) == set()
    named = {
        lang: [key for key in catalogue(lang) if key.startswith("ledger.account.")] for lang in languages()
    }
    assert named == {lang: [f"ledger.account.{account}" for account in BOOKS] for lang in languages()}
    assert len(set(BOOKS.values())) == len(BOOKS)


def test_a_statement_is_booked_on_its_day_in_its_own_offset() -> None:
    # 00:30 on the 5th in +08:00 is the 4th in UTC; the statement says the 5th
    assert booked(journal(statement("2027-01", JANUARY))) == [
        ("statement", "2027-02-05", [("fee", 100000), ("payable", -100000)])
    ]


def test_recorded_payments_are_rendered_and_leave_nothing_to_assume() -> None:
    # January leaves 1000.00, paid in February; February leaves 1000.00 − 90.91 = 909.09
    books = [
        statement("2027-01", JANUARY, balances={"fee": "100000", "payable": "-100000"}),
        statement(
            "2027-02",
            (*FEBRUARY, *PAID),
            months=2,
            balances={"fee": "200000", "fee_reduction": "-9091", "payable": "-90909", "cash": "-100000"},
        ),
    ]
    as_recorded = journal(*books)
    assert [kind for kind, _, _ in booked(as_recorded)] == ["statement", "statement"]
    assert stated(as_recorded) == {"fee": 200000, "fee_reduction": -9091, "payable": -90909, "cash": -100000}
    assumed = journal(*books, assume_paid=True)
    assert booked(assumed)[2:] == [("assumed_payment", "2027-03-05", [("payable", 90909), ("cash", -90909)])]
    assert stated(assumed) == {"fee": 200000, "fee_reduction": -9091, "payable": 0, "cash": -190909}


def test_a_payment_of_part_leaves_the_rest_to_assume() -> None:
    # 400.00 of January's 1000.00 is recorded in February: 600.00 is assumed in January, 909.09 in February
    part = (("payable", "400.00", "payment/wire-1"), ("cash", "-400.00", "payment/wire-1"))
    made = journal(statement("2027-01", JANUARY), statement("2027-02", (*FEBRUARY, *part)), assume_paid=True)
    assumed = [(day, legs) for kind, day, legs in booked(made) if kind == "assumed_payment"]
    assert assumed == [
        ("2027-02-05", [("payable", 60000), ("cash", -60000)]),
        ("2027-03-05", [("payable", 90909), ("cash", -90909)]),
    ]


def test_a_later_statement_alone_opens_with_the_balances_before_it() -> None:
    # after February fee 2000.00, of it 1000.00 in February: the books opened with 1000.00 fee and −1000.00 payable
    february = statement(
        "2027-02",
        FEBRUARY,
        months=2,
        balances={"fee": "200000", "fee_reduction": "-9091", "payable": "-190909"},
    )
    opening, drawn = booked(journal(february))
    assert opening == ("opening", "2027-03-05", [("fee", 100000), ("payable", -100000)])
    assert drawn[0] == "statement"
    assert stated(journal(february, assume_paid=True)) == {
        "fee": 200000,
        "fee_reduction": -9091,
        "payable": 0,
        "cash": -190909,
    }


def test_without_a_state_nothing_is_asserted() -> None:
    assert journal(statement("2027-01", JANUARY)).closings == ()


def test_the_order_in_which_files_are_given_does_not_matter() -> None:
    books = [
        *(statement(f"2027-{month:02d}", JANUARY) for month in range(1, 5)),
        *(statement(f"2027-{month:02d}", JANUARY, contract="HY-FS-2027-02") for month in range(1, 5)),
    ]
    turned = [*books[5:], *reversed(books[:5])]
    for syntax in ("beancount", "hledger"):
        text = journal_text(journal(*books), syntax, "zh")
        assert journal_text(journal(*turned), syntax, "zh") == text
        assert journal_text(journal(*books), syntax, "en") != text


def test_the_digest_that_a_statement_carries_is_told() -> None:
    books = statement("2027-01", JANUARY) | {"digest": "ab12"}
    assert '  digest: "ab12"' in journal_text(journal(books), "beancount", "en").split("\n")
    assert "    ; digest:ab12" in journal_text(journal(books), "hledger", "en").split("\n")


def changed(**fields: Any) -> Document:  # noqa: ANN401  # any JSON value
    return statement("2027-01", JANUARY) | fields


def posting(**fields: Any) -> Document:  # noqa: ANN401  # any JSON value
    first, second = statement("2027-01", JANUARY)["postings"]
    return changed(postings=[first | fields, second])


REFUSED = (
    ("cli.not_a_statement", "0.json", [changed(assay="state/v1")], ()),
    ("cli.not_a_statement", "0.json", [["no", "mapping"]], ()),
    ("ledger.unreadable", "0.json, postings.0.amount", [posting(amount="1000.001")], ("1000.001", "4909.09")),
    ("ledger.unreadable", "0.json, postings.0.amount", [posting(amount=1000)], ("1000",)),
    ("ledger.unreadable", "0.json, postings.0.amount", [posting(amount="1e3")], ("1e3",)),
    ("ledger.unreadable", "0.json, postings.0.ref", [posting(ref="")], ()),
    ("ledger.unreadable", "0.json, postings", [changed(postings={})], ("{}",)),
    ("ledger.unreadable", "0.json, postings.0.account", [changed(postings=["fee"])], ()),
    ("ledger.unreadable", "0.json, as_of", [changed(as_of="2027-02-05T00:30:00")], ("+08:00",)),
    ("ledger.unreadable", "0.json, period", [changed(period="2027-1")], ("2027-1", "2027-03")),
    ("ledger.unreadable", "0.json, currency", [changed(currency="RMB")], ("RMB", "CNY")),
    ("ledger.unreadable", "0.json, contract.id", [changed(contract="HY")], (CONTRACT,)),
    ("ledger.unreadable", "0.json, state.records", [changed(state={"balances": {}})], ()),
    ("ledger.unreadable", "0.json, state.balances", [changed(state={"records": []})], ()),
    (
        "ledger.unknown_account",
        "0.json, postings.0.account",
        [posting(account="petty")],
        ("petty", "payable"),
    ),
    ("ledger.unbalanced", "0.json, postings", [posting(amount="999.99")], ("-0.01 CNY",)),
    ("ledger.statement_twice", "1.json", [changed(), changed()], ("2027-01", CONTRACT)),
    ("ledger.month_missing", "1.json", [changed(), statement("2027-03", JANUARY)], ("2027-02",)),
    (
        "ledger.currency_changed",
        "1.json",
        [changed(), statement("2027-02", JANUARY, currency="USD")],
        ("USD", "CNY"),
    ),
    (
        "ledger.balances_differ",
        "0.json, state.balances.fee",
        [statement("2027-01", JANUARY, balances={"fee": "99999", "payable": "-100000"})],
        ("999.99 CNY", "1000.00 CNY"),
    ),
)


@pytest.mark.parametrize(("code", "place", "documents", "said"), REFUSED)
def test_it_says_what_is_wrong_and_where(
    code: str, place: str, documents: list[object], said: tuple[str, ...]
) -> None:
    with pytest.raises(FindingsError) as refused:
        journal(*documents)
    found = [finding for finding in refused.value.findings if finding.code == code]
    assert place in [str(finding.place) for finding in found]
    for lang in languages():
        text = " ".join(sentence(lang, finding) for finding in found)
        assert [word for word in said if word not in text] == []


def test_all_problems_of_all_files_are_told_at_once() -> None:
    with pytest.raises(FindingsError) as refused:
        journal(posting(amount="x", account="petty"), changed(period=""), changed())
    assert [(finding.code, str(finding.place)) for finding in refused.value.findings] == [
        ("ledger.unknown_account", "0.json, postings.0.account"),
        ("ledger.unreadable", "0.json, postings.0.amount"),
        ("ledger.unreadable", "1.json, period"),
    ]


def test_a_gap_in_the_balances_is_seen_where_it_opens() -> None:
    # February's state says 1500.00 of fee, the postings of both months add up to 2000.00
    books = [
        statement("2027-01", JANUARY, balances={"fee": "100000", "payable": "-100000"}),
        statement("2027-02", JANUARY, months=2, balances={"fee": "150000", "payable": "-150000"}),
    ]
    with pytest.raises(FindingsError) as refused:
        journal(*books)
    assert {str(finding.place) for finding in refused.value.findings} == {
        "1.json, state.balances.fee",
        "1.json, state.balances.payable",
    }
