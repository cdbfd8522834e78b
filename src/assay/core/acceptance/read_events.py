"""Reading events: what happened to a contract. Each kind has its own fields; all of them are checked for form here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.read_figures import read_kpi, read_money, read_month, read_spend
from assay.core.contract.reader import Reader
from assay.core.period import parse_day, parse_instant

_LIKE_A_LINE = re.compile(r".*@\d{4}-\d{2}(?:v\d+)?", re.DOTALL)
"""Lines of earlier months end so in a statement."""

_NAMES_A_LINE = ("abandonment", "fraud", "incident")
"""Events whose line bears their id: ``C8/i1``."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """The fields of a kind of event: those it must have, those it may have, and whether it brings figures."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    figures: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """All its fields."""
        return (*self.required, *self.optional)


EVENT_KINDS: Mapping[str, EventKind] = {
    "signing": EventKind(),
    "hand_over": EventKind(),
    "final_acceptance": EventKind(),
    "amendment": EventKind(("version",)),
    "revision": EventKind(("kpi", "factor", "signed")),
    "notice": EventKind(("by", "on")),
    "reply": EventKind(("by", "on", "of_period")),
    "delivery": EventKind(("of_period",), ("of_version", "through")),
    "force_majeure": EventKind(("party", "cause", "from", "to", "notice")),
    "late_duty": EventKind(("party", "duty", "from", "to")),
    "duty": EventKind(("party", "duty", "of_period"), ("value", "part", "on")),
    "final_measurement": EventKind(("of_period",), figures=True),
    "late_finding": EventKind(("of_period", "reason", "records"), ("qualified",)),
    "dispute": EventKind(("by", "of_period"), ("line", "lot", "reason", "records", "qualified")),
    "ruling": EventKind(("on", "for"), ("by", "audit_cost", "difference")),
    "reissue": EventKind(("of_period", "reason", "signed"), figures=True),
    "platform_credit": EventKind(("lot", "amount")),
    "replacement": EventKind(("of_period", "lot", "records")),
    "redelivery": EventKind(("of_period", "units"), ("on",)),
    "sample": EventKind(("sample", "of_period", "draw", "n", "errors")),
    "invoice": EventKind(("of_period", "amount"), ("valid",)),
    "payment": EventKind(("by", "of_period", "amount")),
    "incident": EventKind(("what",), ("actual_cost",)),
    "abandonment": EventKind((), ("lost_orders",)),
    "fraud": EventKind((), ("lost_orders",)),
    "termination": EventKind(("by", "ground")),
    "withdraw_trigger": EventKind(("on",), ("period",)),
}


def read_event(reader: Reader) -> Event:
    """One event."""
    kind = reader.text("kind")
    known = EVENT_KINDS.get(kind)
    if known is None:
        reader.report("contract.unknown_word", "kind", found=kind, expected=", ".join(sorted(EVENT_KINDS)))
    reader.skip(known.fields if known else reader.fields())
    fields = {key: reader.text(key) for key in known.fields if reader.has(key)} if known else {}
    lots = reader.record("lots") if known and known.figures else None
    event = Event(
        id=reader.text("id"),
        kind=kind,
        effective_on=reader.day("effective"),
        known_at=reader.instant("known"),
        fields=fields,
        kpis={name: read_kpi(name, item) for name, item in _kpis(reader, known)},
        lots=read_spend(lots) if lots is not None else None,
        place=reader.place,
    )
    if kind in _NAMES_A_LINE and _LIKE_A_LINE.fullmatch(event.id):
        reader.report("measurements.event_like_line", "id", id=event.id)
    if known:
        _check_fields(reader, event, known)
    reader.close()
    return event


def _kpis(reader: Reader, kind: EventKind | None) -> tuple[tuple[str, Reader], ...]:
    return tuple(reader.entries("kpis")) if kind and kind.figures else ()


def _check_fields(reader: Reader, event: Event, kind: EventKind) -> None:
    days = [key for key in ("from", "to") if key in event.fields]
    if len(days) == 2:  # a day on which it begins, and one on which it ends
        reader.days_in_order(*days)
    else:
        for key in days:
            reader.day(key)
    for key in kind.required:
        if key not in event.fields:
            reader.report("contract.missing_field", key, field=key)
    for key in event.fields:
        if key in _FORMS:
            _FORMS[key](reader, key)
    if event.kind == "dispute":
        _check_dispute(reader, event)


def _check_dispute(reader: Reader, event: Event) -> None:
    """A dispute names a line, or records with their reason; never both."""
    if "line" in event.fields:
        for key in ("lot", "reason", "records", "qualified"):
            if key in event.fields:
                reader.report("contract.unknown_field", key, field=key, expected="line")
        return
    for key in ("reason", "records"):
        if key not in event.fields:
            reader.report("contract.missing_field", key, field=key)


def _party(reader: Reader, key: str) -> None:
    reader.choice(key, ("buyer", "vendor"))


def _word(words: Sequence[str], reader: Reader, key: str) -> None:
    reader.choice(key, words)


_YES_OR_NO = partial(_word, ("true", "false"))


def _moment(reader: Reader, key: str) -> None:
    """A day, or an instant with its offset."""
    written = reader.text(key)
    for parse in (parse_instant, parse_day):
        try:
            parse(written)
        except ValueError:
            continue
        return
    reader.report("contract.unreadable_value", key, found=written, expected="instant")


def _any_number(reader: Reader, key: str) -> None:
    reader.quantity(key)


_FORMS: Mapping[str, Callable[[Reader, str], object]] = {
    "party": _party,
    "for": _party,
    "signed": _YES_OR_NO,
    "valid": _YES_OR_NO,
    "draw": partial(_word, ("first", "second")),
    "notice": _moment,
    "of_period": read_month,
    "records": Reader.count,
    "qualified": Reader.count,
    "n": Reader.count,
    "of_version": Reader.count,
    "errors": Reader.count,
    "units": Reader.number,
    "factor": Reader.ratio,
    "difference": Reader.share,
    "value": _any_number,
    "amount": read_money,
    "audit_cost": read_money,
    "actual_cost": read_money,
    "lost_orders": read_money,
}
