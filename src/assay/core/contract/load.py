"""Loading: a document tree → a :class:`Contract`, with every finding at once.

Every field is read into a typed record or refused by name; nothing that binds is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from assay.core.contract.document import Tree, digest_of, read_document
from assay.core.contract.load_clauses import read_clauses
from assay.core.contract.load_money import read_caps, read_payments, read_retention, read_triggers
from assay.core.contract.load_parts import (
    read_acceptance,
    read_credit,
    read_duties,
    read_fee,
    read_force_majeure,
    read_missing,
    read_scope,
    read_sources,
    read_term,
)
from assay.core.contract.load_rules import (
    read_click_rules,
    read_kpis,
    read_lead_rules,
    read_qualification,
    read_segment_rules,
)
from assay.core.contract.load_tables import read_business_hours, read_tables, read_workdays
from assay.core.contract.load_undertakings import (
    read_access,
    read_baseline,
    read_bonds,
    read_disputes,
    read_law,
    read_notices,
    read_revision,
    read_rhythm,
    read_survival,
    read_tax,
    read_vendor_duties,
)
from assay.core.contract.load_watched import read_monitors, read_samples
from assay.core.contract.model import Bilingual, Contract
from assay.core.contract.reader import Reader
from assay.core.contract.signatures import signing_terms
from assay.core.contract.undertakings import Access, VendorDuty
from assay.core.contract.validate import validate
from assay.core.contract.validate_sense import validate_sense
from assay.core.deadlines import Workdays
from assay.core.findings import Finding, has_errors
from assay.core.metrics.catalogue import CATALOGUE


def load_contract(text: str, file: str = "") -> tuple[Contract | None, tuple[Finding, ...]]:
    """Read a contract from the text of its file.

    Args:
        text: YAML of ``assay/v1``.
        file: Label used in findings.

    Returns:
        The contract, or None when any finding is an error; and all findings, in file order.
    """
    tree = read_document(text, file)
    if isinstance(tree, Finding):
        return None, (tree,)
    return contract_of(tree, file)


def contract_of(tree: Tree, file: str = "") -> tuple[Contract | None, tuple[Finding, ...]]:
    """Read a contract from a document tree. Same results as :func:`load_contract`."""
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    if reader.text("assay") != "v1":
        reader.report("contract.unknown_version", "assay", found=reader.text("assay", ""))
        return None, tuple(findings)
    contract = _contract(reader, tree)
    reader.close()
    checked = [*signing_terms(tree, file)[1], *validate(contract, file)]
    once = {finding.sort_key(): finding for finding in (*findings, *_without_stand_ins(checked, findings))}
    ordered = tuple(once[key] for key in sorted(once))
    if has_errors(ordered):
        return None, ordered
    return contract, (*ordered, *validate_sense(contract, file))


def _without_stand_ins(checked: Iterable[Finding], read: Sequence[Finding]) -> Iterator[Finding]:
    """What the checks found, without what they say of a field that is missing: nobody wrote its stand-in."""
    missing = {finding.place.path for finding in read if finding.code == "contract.missing_field"}
    return (finding for finding in checked if finding.place.path not in missing)


def _contract(reader: Reader, tree: Tree) -> Contract:
    currency, fx_table = _currency(reader.required("currency"))
    _lots(reader)
    reader.skip(("amend",))
    contract = Contract(
        id=reader.text("id"),
        version=reader.text("version"),
        digest=digest_of(tree.plain()),
        name=bilingual(reader.required("name")),
        term=read_term(reader.required("term")),
        currency=currency,
        fx_table=fx_table,
        tables=read_tables(reader),
        sources=read_sources(reader),
        scope=read_scope(reader),
        credit=read_credit(reader),
        fee=read_fee(reader.required("fee"), currency),
        caps=read_caps(reader),
        triggers=read_triggers(reader),
        payments=read_payments(reader),
        retention=read_retention(reader),
        missing=read_missing(reader),
        force_majeure=read_force_majeure(reader),
        acceptance=read_acceptance(reader),
        kpis=read_kpis(reader),
        tree=tree,
        **_parties(reader),
        **_audience(reader),
        **_judged(reader),
        **_combine(reader),
        **_final(reader),
        **_undertaken(reader, currency),
    )
    clauses = read_clauses(reader, currency, contract.lead_rules)
    return replace(contract, clauses=clauses, workdays=_workdays(reader))


def _parties(reader: Reader) -> dict[str, Any]:
    parties = reader.required("parties")
    found: dict[str, Any] = {}
    for side in ("buyer", "vendor"):
        party = parties.required(side)
        found[f"{side}_notices"] = read_notices(party)
        party.skip(("keys",))
        found[side] = bilingual(party)
    parties.close()
    return found


def _judged(reader: Reader) -> dict[str, Any]:
    """Rules on records, qualification, monitors and samples."""
    validity = reader.record("validity")
    scoring, sales = read_qualification(reader)
    found: dict[str, Any] = {
        "click_rules": read_click_rules(validity) if validity else (),
        "segment_rules": read_segment_rules(validity) if validity else (),
        "lead_rules": read_lead_rules(validity) if validity else (),
        "scoring": scoring,
        "sales": sales,
        "monitors": read_monitors(reader),
        "samples": read_samples(reader),
    }
    if validity:
        validity.skip(("cleaning",))
        validity.close()
    return found


def _undertaken(reader: Reader, currency: str) -> dict[str, Any]:
    """What binds beside the figures."""
    duties, access = reader.record("duties"), read_access(reader)
    found: dict[str, Any] = {
        "duties": read_duties(duties),
        "vendor_duties": _opened(access, reader) | read_vendor_duties(duties) | _cleaning(reader),
        "survival": read_survival(duties),
        "law": read_law(reader),
        "goal_metric": _goal(reader),
        "access": access,
        "baseline": read_baseline(reader),
        "tax": read_tax(reader),
        "bonds": read_bonds(reader, currency),
        "revision": read_revision(reader),
        "disputes": read_disputes(reader),
        "business_hours": read_business_hours(reader),
    }
    if duties:
        duties.close()
    return found


def _opened(access: Access, reader: Reader) -> dict[str, VendorDuty]:
    """What the vendor keeps open to the buyer, each a duty that is owed once."""
    promised = {
        "dashboard": access.dashboard,
        "export": access.export,
        "behaviour_backend": access.behaviour_backend,
        "tamper_alarm": access.tamper_alarm,
    }
    place = reader.place_of("access")
    return {name: VendorDuty(name, place) for name, terms in promised.items() if terms}


def _cleaning(reader: Reader) -> dict[str, VendorDuty]:
    """How often records are cleaned, and by whom; a plain text only refers to a paper."""
    validity = reader.record("validity")
    if validity is None or not validity.has("cleaning"):
        return {}
    if not validity.is_mapping("cleaning"):
        validity.text("cleaning")
        return {}
    cleaning = validity.required("cleaning")
    cleaning.choice("by", ("vendor",), "vendor")
    duty = VendorDuty("cleaning", cleaning.place, per=read_rhythm(cleaning, "every"))
    cleaning.close()
    return {"cleaning": duty}


def _workdays(reader: Reader) -> Workdays | None:
    term = reader.required("term")
    name = term.text("workdays", "")
    found = read_workdays(reader, name)
    if name and found is None:
        known = ", ".join(sorted(key for key, _ in reader.entries("tables")))
        term.report("contract.unknown_name", "workdays", found=name, expected=known)
    return found


def _goal(reader: Reader) -> str:
    goal = reader.record("goal")
    if goal is None:
        return ""
    metric = goal.text("metric", "")
    if metric and metric not in CATALOGUE:
        goal.report("contract.unknown_metric", "metric", found=metric, expected=", ".join(sorted(CATALOGUE)))
    bilingual(goal)
    return metric


def _final(reader: Reader) -> dict[str, Any]:
    final = reader.record("final_acceptance")
    if final is None:
        return {}
    needs, after = final.texts("needs"), final.has("after")
    final.choice("after", ("last final statement",), "last final statement")
    final.close()
    return {"needs_for_final": needs, "final_after_last": after}


def bilingual(reader: Reader) -> Bilingual:
    """A text in both languages."""
    text = Bilingual(reader.text("zh"), reader.text("en"))
    reader.close()
    return text


def _currency(reader: Reader) -> tuple[str, str]:
    code = reader.text("code")
    rates = reader.record("fx")
    table = ""
    if rates:
        table = rates.text("table")
        rates.choice("at", ("lot",), "lot")
        rates.close()
    reader.close()
    return code, table


def _audience(reader: Reader) -> dict[str, Any]:
    audience = reader.record("audience")
    if audience is None:
        return {"markets": (), "audience_exclude": ()}
    found = {
        "markets": audience.texts("markets"),
        "audience_exclude": audience.texts("exclude"),
        "audience_type": audience.text("type", ""),
    }
    audience.close()
    return found


def _lots(reader: Reader) -> None:
    """How lots are split: the one way there is, checked so that a contract cannot mean another."""
    lots = reader.record("lots")
    if lots is None:
        return
    for kind, split in (("fee", "month x kpi_weight"), ("spend", "campaign x day")):
        part = lots.record(kind)
        if part:
            part.choice("split", (split,))
            if kind == "spend":
                part.choice("less", ("platform_credit",), "platform_credit")
            part.close()
    lots.close()


def _combine(reader: Reader) -> dict[str, Any]:
    combine = reader.record("combine")
    if combine is None:
        return {"same_cause": "add"}
    combine.choice("conflict", ("error",), "error")
    found = {
        "unless_fraud": combine.choice("unless", ("fraud",), "") == "fraud",
        "same_cause": combine.choice("same_cause", ("add", "max"), "add"),
    }
    combine.close()
    return found
