"""Reading the measurements file (``assay: measurements/v1``): a document tree → figures, with every finding at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    LotLeads,
    LotSessions,
    PeriodFigures,
    Relieved,
    SpendLot,
    Status,
)
from assay.core.contract.document import Tree, read_document
from assay.core.contract.model import Party
from assay.core.contract.reader import Reader
from assay.core.findings import Finding, FindingsError, has_errors
from assay.core.money import is_currency
from assay.core.period import Month, Span, parse_day, parse_instant
from assay.core.quantity import Quantity

EVENT_KINDS: Mapping[str, tuple[str, ...]] = {
    "signing": (),
    "force_majeure": ("party", "cause", "from", "to", "notice"),
    "late_duty": ("party", "duty", "from", "to"),
    "late_finding": ("of_period", "reason", "records", "qualified"),
    "final_measurement": ("of_period",),
    "hand_over": (),
    "final_acceptance": (),
    "withdraw_trigger": ("on", "period"),
}
LATER_KINDS = frozenset(
    """amendment revision notice dispute ruling reissue platform_credit invoice payment incident abandonment fraud
    termination""".split()
)
_ZERO = Fraction(0)
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class MeasurementsFile:
    """A measurements file as read.

    Attributes:
        contract_id: Contract that it was measured for.
        contract_version: Version at the last period listed.
        contract_digest: Digest of that contract; empty when not stated.
        opening: State to start from as plain data; None for the zero state.
        periods: In the order of the file.
        file: Label for findings.
    """

    contract_id: str
    contract_version: str
    contract_digest: str
    opening: dict[str, object] | None
    periods: tuple[PeriodFigures, ...]
    file: str = ""


def load_measurements(text: str, file: str = "") -> tuple[MeasurementsFile | None, tuple[Finding, ...]]:
    """Read a measurements file from its text (YAML, of which JSON is a part)."""
    tree = read_document(text, file, max_bytes=MAX_BYTES)
    if isinstance(tree, Finding):
        return None, (tree,)
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    reader.choice("assay", ("measurements/v1",))
    contract = reader.required("contract")
    result = MeasurementsFile(
        contract_id=contract.text("id"),
        contract_version=contract.text("version"),
        contract_digest=contract.text("digest", ""),
        opening=_opening(reader),
        periods=tuple(_period(item) for item in reader.records("periods")),
        file=file,
    )
    contract.close()
    if not result.periods:
        reader.report("contract.missing_field", field="periods")
    reader.skip(("inputs", "definitions"))
    reader.close()
    ordered = tuple(sorted(findings, key=Finding.sort_key))
    return (None if has_errors(ordered) else result), ordered


def load_events(text: str, file: str = "") -> tuple[Event, ...]:
    """Read an events file (``assay: events/v1``): what happened to the contract and is in no export.

    Raises:
        FindingsError: All problems of the file.
    """
    tree = read_document(text, file)
    if isinstance(tree, Finding):
        raise FindingsError([tree])
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    reader.choice("assay", ("events/v1",))
    events = tuple(_event(item) for item in reader.records("events"))
    reader.close()
    if has_errors(findings):
        raise FindingsError(findings)
    return events


def figures_of(tree: Tree, file: str = "") -> tuple[PeriodFigures, tuple[Finding, ...]]:
    """One period of the file's form, as the state keeps it."""
    findings: list[Finding] = []
    return _period(Reader(tree, file, findings)), tuple(findings)


def event_of(tree: Tree, file: str = "") -> tuple[Event, tuple[Finding, ...]]:
    """One event of the file's form, as the state keeps it."""
    findings: list[Finding] = []
    return _event(Reader(tree, file, findings)), tuple(findings)


def _opening(reader: Reader) -> dict[str, object] | None:
    child = reader.tree.value.get("opening") if isinstance(reader.tree.value, dict) else None
    reader.skip(("opening",))
    if child is None or child.value == "none":
        return None
    plain = child.plain()
    if isinstance(plain, dict):
        return plain
    reader.report("contract.unreadable_value", "opening", found=str(plain), expected="opening")
    return None


def _period(reader: Reader) -> PeriodFigures:
    month = _month(reader, "period")
    kpis = {name: _kpi(name, item) for name, item in reader.entries("kpis")}
    lots = reader.record("lots")
    spend = tuple(_lot(item) for item in lots.records("spend")) if lots else ()
    result = PeriodFigures(
        month=month,
        as_of=reader.instant("as_of"),
        kpis=kpis,
        lots=tuple(sorted(spend, key=lambda lot: lot.id)),
        events=tuple(_event(item) for item in reader.records("events")),
        place=reader.place,
    )
    if lots:
        lots.close()
    reader.close()
    return result


def _month(reader: Reader, key: str) -> Month:
    written = reader.text(key)
    try:
        return Month.parse(written)
    except ValueError:
        reader.report("contract.unreadable_value", key, found=written, expected="month")
        return Month(2000, 1)


def _kpi(name: str, reader: Reader) -> KpiFigures:
    if not reader.has("weeks"):
        figure = _figure(reader, {})
        reader.close()
        return KpiFigures(name, figure, place=reader.place)
    shared = {
        "status": reader.choice("status", [status.value for status in Status], "final"),
        "fault": reader.choice("fault", [party.value for party in Party], ""),
    }
    weeks = []
    for item in reader.records("weeks"):
        first_on, last_on = item.day("from"), item.day("to")
        if last_on < first_on:
            item.report("contract.term_backwards", "to", start=str(first_on), end=str(last_on))
        weeks.append((Span(first_on, last_on + timedelta(days=1)), _figure(item, shared)))
        item.close()
    reader.close()
    return KpiFigures(name, None, tuple(sorted(weeks, key=lambda week: week[0])), reader.place)


def _figure(reader: Reader, shared: Mapping[str, str]) -> Figure:
    status = Status(
        reader.choice("status", [status.value for status in Status], shared.get("status", "final"))
    )
    fault = reader.choice("fault", [party.value for party in Party], shared.get("fault", ""))
    if status is Status.MISSING and not fault:
        reader.report("measurements.fault_missing", "status")
    return Figure(
        status=status,
        value=_amount(reader, "value"),
        numerator=_amount(reader, "numerator"),
        denominator=_amount(reader, "denominator"),
        open=_amount(reader, "open") or _ZERO,
        n=_amount(reader, "n"),
        relieved=_relieved(reader),
        fault=Party(fault) if fault else None,
        currency=_currency(reader),
    )


def _currency(reader: Reader) -> str:
    return reader.quantity("numerator").unit if reader.has("numerator") else ""


def _amount(reader: Reader, key: str) -> Fraction | None:
    if not reader.has(key):
        return None
    quantity = reader.quantity(key)
    if quantity.value < 0:
        reader.report("measurements.negative", key, found=str(quantity))
    return quantity.value


def _count(reader: Reader, key: str) -> Fraction:
    return reader.number(key, _ZERO)


def _relieved(reader: Reader) -> Relieved:
    block = reader.record("relieved")
    if block is None:
        return Relieved()
    relieved = Relieved(_count(block, "deemed_valid"), _count(block, "exclude_record"))
    block.close()
    return relieved


def _money(reader: Reader, key: str, default: Quantity | None = None) -> Quantity:
    quantity = reader.quantity(key, default)
    if not is_currency(quantity.unit):
        reader.report("contract.unreadable_value", key, found=str(quantity), expected="money")
    if quantity.value < 0:
        reader.report("measurements.negative", key, found=str(quantity))
    return quantity


def _lot(reader: Reader) -> SpendLot:
    cost = _money(reader, "cost")
    credit = _money(reader, "platform_credit", Quantity(_ZERO, cost.unit))
    if credit.unit != cost.unit:
        reader.report("contract.wrong_currency", "platform_credit", found=credit.unit, expected=cost.unit)
    elif credit.value > cost.value:
        reader.report("measurements.credit_over_cost", "platform_credit", found=str(credit), cost=str(cost))
    lot = SpendLot(
        id=reader.text("id"),
        cost=cost.value,
        currency=cost.unit,
        platform_credit=credit.value,
        sessions=_sessions(reader),
        leads=_leads(reader),
        failed_segment=reader.text("failed_segment", ""),
        place=reader.place,
    )
    reader.close()
    return lot


def _sessions(reader: Reader) -> LotSessions:
    block = reader.record("sessions")
    if block is None:
        return LotSessions()
    invalid = block.record("invalid")
    sessions = LotSessions(
        judged=_count(block, "judged"),
        unjudged=_count(block, "unjudged"),
        invalid_a=_count(invalid, "A") if invalid else _ZERO,
        invalid_b=_count(invalid, "B") if invalid else _ZERO,
    )
    if sessions.invalid_a + sessions.invalid_b > sessions.judged:
        found = str(sessions.invalid_a + sessions.invalid_b)
        block.report("measurements.more_invalid", "invalid", found=found, of=str(sessions.judged))
    if invalid:
        invalid.close()
    block.close()
    return sessions


def _leads(reader: Reader) -> LotLeads:
    block = reader.record("leads")
    if block is None:
        return LotLeads()
    reasons = block.record("invalid")
    invalid = {key: _count(reasons, key) for key in reasons.fields()} if reasons else {}
    leads = LotLeads(_count(block, "credited"), _count(block, "valid"), invalid, _relieved(block))
    lost = sum(invalid.values(), _ZERO)
    if leads.valid + lost > leads.credited:
        block.report(
            "measurements.more_invalid", "credited", found=str(leads.valid + lost), of=str(leads.credited)
        )
    if leads.relieved.deemed_valid + leads.relieved.exclude_record > lost:
        found = str(leads.relieved.deemed_valid + leads.relieved.exclude_record)
        block.report("measurements.more_relieved", "relieved", found=found, of=str(lost))
    block.close()
    return leads


def _event(reader: Reader) -> Event:
    kind = reader.text("kind")
    allowed = EVENT_KINDS.get(kind)
    if kind in LATER_KINDS:
        reader.report("contract.not_evaluated", "kind", what=kind)
    elif allowed is None:
        reader.report("contract.unknown_word", "kind", found=kind, expected=", ".join(sorted(EVENT_KINDS)))
    fields = {key: reader.text(key) for key in allowed or () if reader.has(key)}
    kpis = (
        {name: _kpi(name, item) for name, item in reader.entries("kpis")}
        if kind == "final_measurement"
        else {}
    )
    lots_block = reader.record("lots") if kind == "final_measurement" else None
    lots = None
    if lots_block is not None:
        lots = tuple(sorted((_lot(item) for item in lots_block.records("spend")), key=lambda lot: lot.id))
        lots_block.close()
    event = Event(
        id=reader.text("id"),
        kind=kind,
        effective_on=reader.day("effective"),
        known_at=reader.instant("known"),
        fields=fields,
        kpis=kpis,
        lots=lots,
        place=reader.place,
    )
    if allowed is None:
        reader.skip(reader.fields())
    _check_fields(reader, event)
    reader.close()
    return event


def _check_fields(reader: Reader, event: Event) -> None:
    days = [reader.day(key) for key in ("from", "to") if key in event.fields]
    if days != sorted(days):
        reader.report("contract.term_backwards", "to", start=str(days[0]), end=str(days[1]))
    if "of_period" in event.fields:
        _month(reader, "of_period")
    for key in ("records", "qualified"):
        if key in event.fields:
            reader.count(key)
    if "notice" in event.fields and not _is_moment(event.fields["notice"]):
        reader.report("contract.unreadable_value", "notice", found=event.fields["notice"], expected="instant")
    if "party" in event.fields:
        reader.choice("party", ("buyer", "vendor"))
    required = {
        "force_majeure": ("party", "cause", "from", "to", "notice"),
        "late_duty": ("party", "duty", "from", "to"),
        "late_finding": ("of_period", "reason", "records"),
        "final_measurement": ("of_period",),
        "withdraw_trigger": ("on",),
    }
    for key in required.get(event.kind, ()):
        if key not in event.fields:
            reader.report("contract.missing_field", key, field=key)


def _is_moment(text: str) -> bool:
    for parse in (parse_instant, parse_day):
        try:
            parse(text)
        except ValueError:
            continue
        return True
    return False
