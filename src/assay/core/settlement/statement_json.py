"""The statement as JSON: what ``assay settle --format json`` prints and ``docs/schemas/statement.schema.json`` describes."""

from __future__ import annotations

from collections.abc import Mapping

from assay.core.acceptance.monitors import Reading
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.samples import SampleVerdict
from assay.core.findings import Place
from assay.core.metrics.catalogue import CATALOGUE
from assay.core.money import Money, decimal_text
from assay.core.settlement.state import State
from assay.core.settlement.state_json import state_document
from assay.core.settlement.statement import Line, Reissue, Statement
from assay.core.settlement.tax import TaxNote

Document = dict[str, object]
FORMAT = "statement/v1"


def statement_document(statement: Statement, state: State | None = None) -> Document:
    """A statement, with the state after it when one is given. Amounts are decimal text in the statement's currency."""
    money = _Money(statement.currency)
    metrics = dict(statement.metrics)
    document: Document = {
        "assay": FORMAT,
        "contract": {
            "id": statement.contract_id,
            "version": statement.contract_version,
            "digest": statement.contract_digest,
        },
        "period": str(statement.month),
        "version": str(statement.number),
        "as_of": statement.as_of.isoformat(),
        "currency": statement.currency,
        "fee": money.text(statement.fee.minor),
        "lines": [_line(line, money) for line in statement.lines],
        "invoice_basis": statement.invoice_basis.decimal,
        "set_offs": statement.set_offs.decimal,
        "suspense": [
            {"id": item.id, "exact": str(item.amount.exact), "amount": money.text(item.amount.minor)}
            for item in statement.suspense
        ],
        "due": [
            {
                "id": due.id,
                "amount": money.text(due.amount),
                "withheld": money.text(due.withheld),
                "deferred": money.text(due.deferred),
            }
            for due in statement.dues
        ],
        "carry": {"before": money.text(statement.carry_before), "after": money.text(statement.carry_after)},
        "payable": statement.payable.decimal,
        "claim": money.text(statement.closing.claim),
        "bonds": [
            {
                "id": bond.id,
                "held": money.text(bond.held),
                "drawn": money.text(bond.drawn),
                "released": money.text(bond.released),
            }
            for bond in statement.closing.bonds
        ],
        "kpis": [_outcome(outcome, metrics) for outcome in statement.outcomes],
        "triggers": [
            {"id": firing.id, "period": str(firing.month), "then": list(firing.then)}
            for firing in statement.triggers
        ],
        "tax": None if statement.tax is None else _tax(statement.tax, money),
        "monitors": [_monitor(item) for item in statement.monitors],
        "samples": [_sample(item) for item in statement.samples],
        "make_good": [
            {
                "id": item.id,
                "owed": decimal_text(item.owed),
                "due_on": item.due_on.isoformat(),
                "state": item.state.value,
            }
            for item in statement.make_goods
        ],
        "duties": [
            {
                "id": item.id,
                "party": item.party.value,
                "due_on": item.due_on.isoformat(),
                "state": item.state.value,
            }
            for item in statement.obligations
        ],
        "disputes": list(statement.disputes),
        "reissues": [_reissue(item, money) for item in statement.reissues],
        "notes": [node.as_json() for node in statement.spend_notes],
        "postings": [
            {"account": leg.account, "amount": money.text(leg.minor), "ref": leg.ref}
            for leg in statement.postings
        ],
    }
    return document if state is None else document | {"state": state_document(state)}


class _Money:
    def __init__(self, currency: str) -> None:
        self.currency = currency

    def text(self, minor: int) -> str:
        return Money(minor, self.currency).decimal


def _line(line: Line, money: _Money) -> Document:
    return {
        "id": line.id,
        "clause": line.clause,
        "head": line.head.value,
        "period": str(line.month),
        "amount": money.text(line.amount.minor),
        "exact": str(line.amount.exact),
        "place": _place(line.place),
        "explain": line.explain.as_json(),
    }


def _monitor(item: Reading) -> Document:
    return {
        "id": item.id,
        "metric": item.metric,
        "period": str(item.month),
        "from": item.span.start_on.isoformat(),
        "to": item.span.last_on.isoformat(),
        "channel": item.channel,
        "value": None if item.value is None else str(item.value),
        "limit": item.limit,
        "state": item.state.value,
        "reason": None if item.reason is None else item.reason.value,
        "also": {rule: None if value is None else str(value) for rule, value in item.also},
    }


def _sample(item: SampleVerdict) -> Document:
    return {
        "id": item.id,
        "period": str(item.period),
        "state": item.verdict.value,
        "n": str(item.n),
        "errors": str(item.errors),
        "accept": str(item.accept),
    }


def _tax(note: TaxNote, money: _Money) -> Document:
    return {
        "rate": decimal_text(note.terms.rate),
        "prices": "inclusive" if note.terms.inclusive else "exclusive",
        "net": money.text(note.net),
        "tax": money.text(note.tax),
        "gross": money.text(note.gross),
        "added": money.text(note.added),
        "remedies_tax": money.text(note.remedies_tax),
        "credit_note": money.text(note.credit_note),
    }


def _reissue(item: Reissue, money: _Money) -> Document:
    """The month's statement under its new number: whole lines, whose difference this statement posted."""
    on_invoice = sum(line.amount.minor for line in item.lines if line.head.on_invoice)
    set_off = sum(line.amount.minor for line in item.lines if not line.head.on_invoice)
    return {
        "period": str(item.month),
        "version": str(item.number),
        "reason": item.reason,
        "event": item.event,
        "fee": money.text(item.fee.minor),
        "lines": [_line(line, money) for line in item.lines],
        "invoice_basis": money.text(item.fee.minor + on_invoice),
        "set_offs": money.text(-set_off),
    }


def _place(place: Place) -> Document:
    return {"file": place.file, "line": str(place.line), "path": place.path}


def _outcome(outcome: Outcome, metrics: Mapping[str, str]) -> Document:
    return {
        "id": outcome.kpi,
        "metric": metrics[outcome.kpi],
        "kind": CATALOGUE[metrics[outcome.kpi]].kind.value,
        "period": str(outcome.month),
        "from": outcome.span.start_on.isoformat(),
        "to": outcome.span.last_on.isoformat(),
        "state": outcome.state.value,
        "target": decimal_text(outcome.target.value),
        "value": None if outcome.value is None else decimal_text(outcome.value),
        "numerator": None if outcome.numerator is None else decimal_text(outcome.numerator),
        "denominator": None if outcome.denominator is None else decimal_text(outcome.denominator),
        "shortfall": str(outcome.shortfall),
        "worst": str(outcome.worst),
        "pooled": [f"{span.start_on}/{span.last_on}" for span in outcome.pooled],
    }
