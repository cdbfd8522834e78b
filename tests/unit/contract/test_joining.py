"""What an amendment may not move: the months before it, the instalments that fell due, and the price they add up to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assay.core.contract.amendment import load_amended
from assay.core.findings import Severity
from tests.contracts.amending import amendment_of
from tests.contracts.test_cases import contract_of

MILESTONES = {"base": "milestones"}
"""180,000.00 by 30/40/30: at signing, at 150 leads (the latest on 30 April), at final acceptance."""


def _amended(
    changes: list[dict[str, Any]],
    effective: str = "2027-03-01",
    vendor: str = "2027-02-21",
    case: dict[str, Any] | None = None,
) -> list[str]:
    """Codes of the warnings and errors of an amendment, an error with an exclamation mark."""
    contract = contract_of(case or MILESTONES, Path("tests/contracts/bases"))
    amendment = amendment_of(contract, effective, changes, buyer="2027-02-20", vendor=vendor)
    _, findings = load_amended(json.dumps(contract), "contract", [(amendment, "amendment")])
    marks = {Severity.ERROR: "!", Severity.WARNING: ""}
    return [item.code + marks[item.severity] for item in findings if item.severity is not Severity.INFO]


def _priority() -> list[dict[str, Any]]:
    return [{"path": "clauses[C1].priority", "to": "11"}]


def _shares(**shares: str) -> list[dict[str, Any]]:
    return [{"path": f"payments[{key}].share", "to": share} for key, share in shares.items()]


@pytest.mark.parametrize(
    ("vendor", "codes"),
    [
        ("2027-02-28", []),
        ("2027-03-01", ["amendment.signed_late!"]),
        ("2027-03-21", ["amendment.signed_late!"]),
    ],
)
def test_it_holds_from_a_month_that_begins_after_both_have_signed(vendor: str, codes: list[str]) -> None:
    assert _amended(_priority(), vendor=vendor) == codes


@pytest.mark.parametrize(
    ("shares", "codes"),
    [
        ({"milestone": "50%", "tail": "20%"}, ["amendment.instalment_may_be_due"]),
        ({"advance": "40%", "tail": "20%"}, ["amendment.instalment_due!"]),
    ],
)
def test_what_fell_due_keeps_its_share(shares: dict[str, str], codes: list[str]) -> None:
    assert _amended(_shares(**shares)) == codes


def test_a_milestone_after_its_latest_day_may_still_wait_for_final_figures() -> None:
    shares = _shares(milestone="50%", tail="20%")
    assert _amended(shares, effective="2027-05-01") == ["amendment.instalment_may_be_due"]


def test_the_price_stays_though_the_whole_block_of_fees_is_written_anew() -> None:
    fee = {"monthly": "30000.00 CNY", "base": "60%", "at_risk": "40%", "media_paid_by": "buyer"}
    doubled, same = (
        [{"path": "fee", "to": fee | {"total": total}}] for total in ("360000.00 CNY", "180000.00 CNY")
    )
    assert _amended(doubled) == ["amendment.fixed_field!"]
    assert _amended(same) == []


def test_when_an_instalment_falls_due_may_change() -> None:
    later = [{"path": "payments[milestone].latest", "to": "2027-06-30"}]
    assert _amended(later) == []


def test_an_instalment_that_fell_due_is_not_paid_again_under_other_names() -> None:
    whole: Any = [{"id": "all", "share": "100%", "on": "final_acceptance"}]
    changes = [{"path": "payments", "to": whole}, {"path": "retention", "to": "null"}]
    assert _amended(changes) == ["amendment.instalment_due!", "amendment.instalment_may_be_due"]


@pytest.mark.parametrize(
    ("end", "effective", "codes"),
    [
        ("2027-02-15", "2027-03-01", ["amendment.term_back!", "amendment.fee_sum"]),
        ("2027-02-28", "2027-03-01", ["amendment.fee_sum"]),
        ("2027-07-31", "2027-03-01", ["amendment.fee_sum"]),
        ("2027-07-31", "2027-07-01", ["amendment.fee_sum"]),
        ("2027-08-31", "2027-08-01", ["amendment.after_term", "amendment.fee_sum"]),
    ],
)
def test_the_term_ends_no_earlier_than_it_is_changed_and_leaves_no_gap(
    end: str, effective: str, codes: list[str]
) -> None:
    case = {"base": "monthly-basic"}
    assert _amended([{"path": "term.end", "to": end}], effective, case=case) == codes


def test_an_amendment_after_the_last_day_of_service_changes_nothing() -> None:
    assert _amended(_priority(), effective="2027-07-01") == ["amendment.after_term"]


def test_months_add_up_by_the_text_in_force_when_each_began() -> None:
    """Two months of 30,000 and four of 28,500 make 174,000; the same four and two of 33,000 the price again."""
    case = {"base": "monthly-basic"}
    assert _amended([{"path": "fee.monthly", "to": "28500.00 CNY"}], case=case) == ["amendment.fee_sum"]
    agreed = {"base": "monthly-basic", "changes": {"fee.monthly": "33000.00 CNY"}}
    assert _amended([{"path": "fee.monthly", "to": "28500.00 CNY"}], case=agreed) == ["contract.fee_sum"]
