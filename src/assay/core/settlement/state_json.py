"""The state as JSON and back: what ``opening`` of a measurements file takes. Numbers are text, keys are sorted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.read import event_of, figures_of
from assay.core.acceptance.triggers import Firing
from assay.core.acceptance.write import event_document, period_document
from assay.core.contract.document import digest_of, tree_of
from assay.core.contract.remedy import Head
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month, parse_day, parse_instant
from assay.core.settlement.bonus import LateFinding
from assay.core.settlement.postings import Amount, Posted
from assay.core.settlement.state import MonthRecord, Owed, PaymentState, State

Document = dict[str, object]
FORMAT = "state/v1"


def state_document(state: State) -> Document:
    """The state with its digest over everything else."""
    document: Document = {
        "assay": FORMAT,
        "contract": state.contract_id,
        "contract_digest": state.contract_digest,
        "as_of": _moment(state.as_of),
        "records": [_record(record) for record in state.records],
        "noted": [event_document(event) for event in state.noted],
        "firings": [_firing(firing) for firing in state.firings],
        "withdrawn": [{"id": trigger, "period": str(month)} for trigger, month in state.withdrawn],
        "payments": _payments(state.payments),
        "carry": str(state.carry),
        "credited": {str(month): str(minor) for month, minor in sorted(state.credited.items())},
        "balances": {account: str(minor) for account, minor in sorted(state.balances.items())},
        "owed": [_owed(owed) for owed in state.owed],
    }
    return document | {"digest": digest_of(document)}


def state_of(document: Mapping[str, object], contract_id: str) -> State:
    """The state that a document holds.

    Raises:
        FindingsError: It was changed since it was written, is of another contract, or is no state.
    """
    body = {key: value for key, value in document.items() if key != "digest"}
    if body.get("assay") != FORMAT or document.get("digest") != digest_of(body):
        raise FindingsError([Finding("settlement.state_changed")])
    if body["contract"] != contract_id:
        params = {"found": str(body["contract"]), "expected": contract_id}
        raise FindingsError([Finding("settlement.state_of_other_contract", params=params)])
    try:
        return _state(body, contract_id)
    except (AssertionError, KeyError, TypeError, ValueError):
        raise FindingsError([Finding("settlement.state_changed")]) from None


def _state(body: Mapping[str, object], contract_id: str) -> State:
    return State(
        contract_id=contract_id,
        contract_digest=str(body["contract_digest"]),
        as_of=_instant_of(body["as_of"]),
        records=tuple(_record_of(item) for item in _list(body["records"])),
        noted=tuple(_event_of(item) for item in _list(body["noted"])),
        firings=tuple(_firing_of(item) for item in _list(body["firings"])),
        withdrawn=tuple(
            (str(item["id"]), Month.parse(str(item["period"]))) for item in _list(body["withdrawn"])
        ),
        payments=_payments_of(_map(body["payments"])),
        carry=int(str(body["carry"])),
        credited={Month.parse(key): int(str(value)) for key, value in _map(body["credited"]).items()},
        balances={key: int(str(value)) for key, value in _map(body["balances"]).items()},
        owed=tuple(_owed_of(item) for item in _list(body["owed"])),
    )


def amount_document(amount: Amount) -> Document:
    """Both values of an amount: exact in major units, minor units as text."""
    return {"exact": str(amount.exact), "minor": str(amount.minor)}


def _amount_of(document: object) -> Amount:
    fields = _map(document)
    return Amount(Fraction(str(fields["exact"])), int(str(fields["minor"])))


def _record(record: MonthRecord) -> Document:
    return {
        "figures": period_document(record.figures),
        "relief_days": [day.isoformat() for day in sorted(record.relief_days)],
        "posted": [_posted(posted) for _, posted in sorted(record.posted.items())],
        "withheld": {key: amount_document(amount) for key, amount in sorted(record.withheld.items())},
        "bonus_at": {key: _moment(moment) for key, moment in sorted(record.bonus_at.items())},
        "late": [_late(finding) for finding in record.late],
        "closed": "yes" if record.closed else "no",
        "version": str(record.version),
        **({"rates": {key: str(rate) for key, rate in sorted(record.rates.items())}} if record.rates else {}),
        **({"reopened": "yes"} if record.reopened else {}),
    }


def _record_of(fields: Mapping[str, object]) -> MonthRecord:
    figures, findings = figures_of(tree_of(fields["figures"]))
    if findings:
        raise FindingsError(findings)
    posted = [_posted_of(item) for item in _list(fields["posted"])]
    return MonthRecord(
        figures=figures,
        relief_days=frozenset(parse_day(str(day)) for day in _texts(fields["relief_days"])),
        posted={item.id: item for item in posted},
        withheld={key: _amount_of(value) for key, value in _map(fields["withheld"]).items()},
        bonus_at={key: parse_instant(str(value)) for key, value in _map(fields["bonus_at"]).items()},
        late=tuple(_late_of(item) for item in _list(fields["late"])),
        closed=fields["closed"] == "yes",
        version=int(str(fields["version"])),
        rates={key: Fraction(str(value)) for key, value in _map(fields.get("rates", {})).items()},
        reopened="reopened" in fields,
    )


def _posted(posted: Posted) -> Document:
    by_cause = {cause: amount_document(amount) for cause, amount in sorted(posted.by_cause.items())}
    return {
        "id": posted.id,
        "clause": posted.clause,
        "head": posted.head.value,
        "amount": amount_document(posted.amount),
        "cuts": posted.cuts,
        "cause": posted.cause,
        **({"by_cause": by_cause} if by_cause else {}),
    }


def _posted_of(fields: Mapping[str, object]) -> Posted:
    head = Head(str(fields["head"]))
    return Posted(
        id=str(fields["id"]),
        clause=str(fields["clause"]),
        head=head,
        amount=_amount_of(fields["amount"]),
        cuts=str(fields["cuts"]),
        cause=str(fields["cause"]),
        by_cause={key: _amount_of(value) for key, value in _map(fields.get("by_cause", {})).items()},
    )


def _late(finding: LateFinding) -> Document:
    return {
        "reason": finding.reason,
        "records": str(finding.records),
        "qualified": str(finding.qualified),
        "known": finding.known_at.isoformat(),
    }


def _late_of(fields: Mapping[str, object]) -> LateFinding:
    records, qualified = Fraction(str(fields["records"])), Fraction(str(fields["qualified"]))
    return LateFinding(str(fields["reason"]), records, qualified, parse_instant(str(fields["known"])))


def _firing(firing: Firing) -> Document:
    return {
        "id": firing.id,
        "period": str(firing.month),
        "last_on": _day(firing.last_on),
        "then": list(firing.then),
    }


def _firing_of(fields: Mapping[str, object]) -> Firing:
    return Firing(
        id=str(fields["id"]),
        month=Month.parse(str(fields["period"])),
        last_on=parse_day(str(fields["last_on"])),
        then=tuple(_texts(fields["then"])),
    )


def _event_of(fields: Mapping[str, object]) -> Event:
    event, findings = event_of(tree_of(fields))
    if findings:
        raise FindingsError(findings)
    return event


def _payments(payments: PaymentState) -> Document:
    return {
        "due": {key: str(value) for key, value in sorted(payments.due.items())},
        "deferred": {key: str(value) for key, value in sorted(payments.deferred.items())},
        "signed_on": _day(payments.signed_on),
        "handed_over_on": _day(payments.handed_over_on),
        "accepted_on": _day(payments.accepted_on),
        "retained": str(payments.retained),
        "retained_from": _day(payments.retained_from),
        "released": "yes" if payments.released else "no",
        "bonds": {key: str(value) for key, value in sorted(payments.bonds.items())},
    }


def _payments_of(fields: Mapping[str, object]) -> PaymentState:
    return PaymentState(
        due={key: int(str(value)) for key, value in _map(fields["due"]).items()},
        deferred={key: int(str(value)) for key, value in _map(fields["deferred"]).items()},
        signed_on=_day_of(fields["signed_on"]),
        handed_over_on=_day_of(fields["handed_over_on"]),
        accepted_on=_day_of(fields["accepted_on"]),
        retained=int(str(fields["retained"])),
        retained_from=_day_of(fields["retained_from"]),
        released=fields["released"] == "yes",
        bonds={key: int(str(value)) for key, value in _map(fields["bonds"]).items()},
    )


def _owed(owed: Owed) -> Document:
    return {
        "period": str(owed.period),
        "drawn_on": _day(owed.drawn_on),
        "payable": str(owed.payable),
        "claim": str(owed.claim),
        "interest": str(owed.interest),
    }


def _owed_of(fields: Mapping[str, object]) -> Owed:
    return Owed(
        period=Month.parse(str(fields["period"])),
        drawn_on=parse_day(str(fields["drawn_on"])),
        payable=int(str(fields["payable"])),
        claim=int(str(fields["claim"])),
        interest=int(str(fields["interest"])),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day_of(value: object) -> date | None:
    return parse_day(str(value)) if value else None


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _instant_of(value: object) -> datetime | None:
    return parse_instant(str(value)) if value else None


def _map(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value


def _list(value: object) -> list[Mapping[str, object]]:
    assert isinstance(value, list)
    return [_map(item) for item in value]


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]
