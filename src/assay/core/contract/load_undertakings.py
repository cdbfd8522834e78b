"""Loading of what binds beside the figures: law, notices, access, the vendor's duties, survival, disputes, revision."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction

from assay.core.contract.model import Baseline
from assay.core.contract.reader import Reader
from assay.core.contract.remedy import Bond, Tax
from assay.core.contract.undertakings import (
    Access,
    Disputes,
    Law,
    Notices,
    Revision,
    Survival,
    VendorDuty,
)
from assay.core.deadlines import Deadline, parse_deadline
from assay.core.period import Span, parse_day
from assay.core.quantity import Quantity, QuantityError

_DRAW_FOR = ("undisputed_debt", "data_repair", "liquidated", "opportunity", "service_quality")
_BOUND = re.compile(r"(>=|<=|≥|≤)?\s*(.+)")
_SIGNS = {"≥": ">=", "≤": "<="}
_BOUNDS = ("count", "share", "lock")
_OPEN_SPAN = Span(parse_day("2000-01-01"), parse_day("2000-01-01"))


def read_law(reader: Reader) -> Law:
    """Governing law and forum; the language that prevails."""
    law = reader.record("law")
    if law is None:
        return Law()
    forum = law.record("forum")
    found = Law(
        governing=law.text("governing", ""),
        forum_zh=forum.text("zh") if forum else "",
        forum_en=forum.text("en") if forum else "",
        text_prevails=law.choice("text_prevails", ("zh", "en"), ""),
        legal_refs=law.texts("legal_refs"),
    )
    if forum:
        forum.close()
    law.close()
    return found


def read_notices(party: Reader) -> Notices:
    """People, channels and the moment of receipt of a party's notices."""
    notices = party.record("notices")
    if notices is None:
        return Notices()
    found = Notices(
        notices.texts("people"),
        notices.texts("channels"),
        notices.choice("effective", ("on_receipt", "on_sending"), "on_receipt"),
    )
    notices.close()
    return found


def read_access(reader: Reader) -> Access:
    """Who may see, export and keep the data, and what is handed over at the end."""
    access = reader.record("access")
    if access is None:
        return Access()
    handover = access.record("handover")
    found = Access(
        dashboard=access.text("dashboard", ""),
        export=access.texts("export"),
        behaviour_backend=access.flag("behaviour_backend"),
        raw_retention=_length(access, "raw_retention", ">="),
        personal_retention=_length(access, "personal_retention", "<=", suffix=" after end"),
        tamper_alarm=access.flag("tamper_alarm"),
        account_ownership=access.choice("account_ownership", ("buyer", "vendor"), ""),
        handover=handover.deadline("within") if handover else None,
        handover_of=handover.texts("of") if handover else (),
    )
    if handover:
        handover.close()
    access.close()
    return found


def _length(reader: Reader, key: str, operator: str, *, suffix: str = "") -> Deadline | None:
    """A length behind the operator that this field must have, or none: ``>= 24 month``, ``<= 24 month after end``."""
    if not reader.has(key):
        return None
    match = _BOUND.fullmatch(reader.text(key).removesuffix(suffix))
    try:
        if match and _SIGNS.get(match[1], match[1]) in (None, operator):
            return parse_deadline(match[2])
    except QuantityError:
        pass
    found = reader.text(key)
    if operator == ">=":
        reader.report("contract.unreadable_value", key, found=found, expected="least_length")
    else:
        reader.report("contract.unreadable_value", key, found=found, expected="most_length")
    return None


def read_vendor_duties(duties: Reader | None) -> dict[str, VendorDuty]:
    """The vendor's duties; what is not a bound or a rhythm stays as written."""
    found: dict[str, VendorDuty] = {}
    block = duties.record("vendor") if duties else None
    for name in block.fields() if block else ():
        assert block is not None
        if block.is_mapping(name):
            reader = block.record(name)
            assert reader is not None
            found[name] = _vendor_duty(name, reader)
        else:
            found[name] = VendorDuty(name, block.place_of(name), terms={"of": block.texts(name)})
    return found


def _vendor_duty(name: str, reader: Reader) -> VendorDuty:
    kind = next((key for key in _BOUNDS if reader.has(key)), "")
    bound = reader.bound(kind) if kind else None
    known = ("per", *_BOUNDS, "respond", "report")
    duty = VendorDuty(
        id=name,
        place=reader.place,
        per=read_rhythm(reader, "per"),
        bound=kind,
        op=bound[0] if bound else ">=",
        least=bound[1] if bound else None,
        unit=bound[2] if bound else "",
        respond=reader.deadline("respond"),
        report=reader.deadline("report"),
        terms={key: reader.texts(key) for key in reader.fields() if key not in known},
    )
    reader.close()
    return duty


def read_rhythm(reader: Reader, key: str) -> Deadline | None:
    """How often something is owed, in days, weeks, months or years, at least one; None when it is not said or refused."""
    per = reader.deadline(key)
    if per is not None and (per.amount < 1 or per.unit not in ("day", "week", "month", "year")):
        reader.report("contract.unreadable_value", key, found=str(per), expected="deadline")
        return None
    return per


def read_survival(duties: Reader | None) -> Survival:
    """What goes on after the end."""
    block = duties.record("survival") if duties else None
    if block is None:
        return Survival()
    survival = Survival(
        _length(block, "confidentiality", ">="), _length(block, "non_compete_core_team", ">=")
    )
    block.close()
    return survival


def read_disputes(reader: Reader) -> Disputes:
    """How disputes run."""
    block = reader.record("disputes")
    if block is None:
        return Disputes()
    disputes = Disputes(
        undisputed_part=block.choice("undisputed_part", ("pay_on_time",), "pay_on_time"),
        disputed=block.choice("disputed", ("suspense",), "suspense"),
        steps=block.texts("steps"),
        audit_cost_over=_audit_cost(block),
    )
    block.close()
    return disputes


def _audit_cost(block: Reader) -> Fraction | None:
    written = block.text("audit_cost", "")
    if not written:
        return None
    word, _, share = written.partition(" ")
    if word != "loser_if_over" or not share.endswith("%") or not share[:-1].strip().isdigit():
        block.report("contract.unreadable_value", "audit_cost", found=written, expected="audit_cost")
        return None
    return Fraction(int(share[:-1]), 100)


def read_revision(reader: Reader) -> Revision | None:
    """How targets are revised."""
    block = reader.record("revision")
    if block is None:
        return None
    revision = Revision(
        block.choice("every", ("month", "quarter"), "quarter"),
        block.share("max_change", Fraction(1)),
        block.place,
    )
    block.choice("needs", ("both_sign",), "both_sign")
    block.choice("otherwise", ("keep",), "keep")
    block.choice("retroactive", ("false",), "false")
    block.close()
    return revision


def read_baseline(reader: Reader) -> Baseline | None:
    """Where the parties started."""
    block = reader.record("baseline")
    if block is None:
        return None
    baseline = Baseline(
        window=_window(block),
        values=_baseline_values(block),
        evidence=block.text("evidence", ""),
        incremental=block.choice("target_basis", ("total", "incremental"), "total") == "incremental",
    )
    block.close()
    return baseline


def _window(block: Reader) -> Span:
    first, _, last = block.text("window", "2000-01-01/2000-01-01").partition("/")
    try:
        start_on, last_on = parse_day(first), parse_day(last)
    except ValueError:
        block.report("contract.unreadable_value", "window", found=block.text("window"), expected="window")
        return _OPEN_SPAN
    if last_on < start_on:
        block.report("contract.term_backwards", "window", start=first, end=last)
    return Span(start_on, last_on + timedelta(days=1))


def _baseline_values(block: Reader) -> dict[str, Quantity]:
    values = block.record("values")
    found = {name: values.quantity(name) for name in values.fields()} if values else {}
    for name, quantity in found.items():
        if values is not None and not quantity.unit.endswith("/month"):
            values.report("contract.wrong_unit", name, found=quantity.unit or "1", expected="…/month")
    return found


def read_tax(reader: Reader) -> Tax | None:
    """Value-added tax on the invoices."""
    block = reader.record("tax")
    if block is None:
        return None
    tax = Tax(
        rate=block.share("rate"),
        inclusive=block.choice("prices", ("inclusive", "exclusive")) == "inclusive",
        credit_note=block.choice("credit_note", ("required", "none"), "none") == "required",
        remedies_taxed=block.flag("remedies_taxed"),
        place=block.place,
    )
    block.close()
    return tax


def read_bonds(reader: Reader, currency: str) -> tuple[Bond, ...]:
    """Money that the vendor lodges at signing."""
    bonds = []
    for item in reader.records("bonds"):
        draw_for = item.texts("draw_for")
        for word in draw_for:
            if word not in _DRAW_FOR:
                item.report("contract.unknown_word", "draw_for", found=word, expected=", ".join(_DRAW_FOR))
        bonds.append(Bond(item.text("id"), item.money("amount", currency), draw_for, item.place))
        item.close()
    return tuple(bonds)
