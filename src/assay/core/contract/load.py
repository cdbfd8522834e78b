"""Loading: a document tree → a :class:`Contract`, with every finding at once.

What the language knows and this version does not evaluate is refused by name, never ignored; text that binds the
parties and moves no figure (law, access, vendor duties …) is accepted as it stands.
"""

from __future__ import annotations

from dataclasses import replace

from assay.core.contract.document import Tree, digest_of, read_document
from assay.core.contract.load_money import (
    read_caps,
    read_clauses,
    read_payments,
    read_retention,
    read_triggers,
)
from assay.core.contract.load_parts import (
    read_acceptance,
    read_credit,
    read_duties,
    read_fee,
    read_force_majeure,
    read_missing,
    read_scope,
    read_sources,
    read_tables,
    read_term,
)
from assay.core.contract.load_rules import read_kpis, read_lead_rules, read_segment_rules, read_verdict_hours
from assay.core.contract.model import Bilingual, Contract
from assay.core.contract.reader import Reader
from assay.core.contract.signatures import signing_terms
from assay.core.contract.validate import validate
from assay.core.findings import Finding, has_errors

_TEXT = ("law", "goal", "access", "amend")
_LATER = ("tax", "monitors", "samples", "bonds", "revision", "disputes")


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
    contract = _contract(reader, digest_of(tree.plain()))
    reader.close()
    findings += [*signing_terms(tree, file)[1], *validate(contract, file)]
    ordered = tuple(sorted(findings, key=Finding.sort_key))
    return (None if has_errors(ordered) else contract), ordered


def _contract(reader: Reader, digest: str) -> Contract:
    reader.skip(_TEXT)
    reader.later(_LATER)
    term = read_term(reader.required("term"))
    currency, fx_table = _currency(reader.required("currency"))
    markets, audience_exclude = _audience(reader)
    _lots(reader)
    _baseline(reader)
    validity = reader.record("validity")
    final = reader.record("final_acceptance")
    parties = reader.required("parties")
    contract = Contract(
        id=reader.text("id"),
        version=reader.text("version"),
        digest=digest,
        name=bilingual(reader.required("name")),
        buyer=bilingual(parties.required("buyer"), notices=True),
        vendor=bilingual(parties.required("vendor"), notices=True),
        term=term,
        currency=currency,
        fx_table=fx_table,
        tables=read_tables(reader),
        sources=read_sources(reader),
        markets=markets,
        audience_exclude=audience_exclude,
        scope=read_scope(reader),
        credit=read_credit(reader),
        fee=read_fee(reader.required("fee"), currency),
        segment_rules=read_segment_rules(validity) if validity else (),
        lead_rules=read_lead_rules(validity) if validity else (),
        duties=read_duties(reader),
        kpis=read_kpis(reader),
        clauses=(),
        same_cause=_combine(reader),
        caps=read_caps(reader),
        triggers=read_triggers(reader),
        payments=read_payments(reader),
        retention=read_retention(reader),
        missing=read_missing(reader),
        force_majeure=read_force_majeure(reader),
        acceptance=read_acceptance(reader),
        needs_for_final=final.texts("needs") if final else (),
        final_after_last=final is not None and final.has("after"),
        verdict_hours=read_verdict_hours(reader),
    )
    contract = replace(contract, clauses=read_clauses(reader, currency, contract.lead_rules))
    parties.close()
    if validity:
        validity.skip(("cleaning",))
        validity.close()
    if final:
        final.choice("after", ("last final statement",), "last final statement")
        final.close()
    return contract


def bilingual(reader: Reader, *, notices: bool = False) -> Bilingual:
    """A text in both languages; a party may add its notice addresses, which move no figure."""
    text = Bilingual(reader.text("zh"), reader.text("en"))
    if notices:
        reader.skip(("notices", "keys"))
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


def _audience(reader: Reader) -> tuple[tuple[str, ...], tuple[str, ...]]:
    audience = reader.record("audience")
    if audience is None:
        return (), ()
    audience.skip(("type",))
    found = audience.texts("markets"), audience.texts("exclude")
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
            part.choice("less", ("platform_credit",), "platform_credit")
            part.close()
    lots.close()


def _baseline(reader: Reader) -> None:
    """Where the parties started; it moves no figure while targets are totals."""
    baseline = reader.record("baseline")
    if baseline is not None and baseline.text("target_basis", "total") != "total":
        baseline.report("contract.not_evaluated", "target_basis", what="baseline.target_basis")


def _combine(reader: Reader) -> str:
    combine = reader.record("combine")
    if combine is None:
        return "add"
    combine.choice("conflict", ("error",), "error")
    combine.choice("unless", ("fraud",), "fraud")
    same_cause = combine.choice("same_cause", ("add", "max"), "add")
    combine.close()
    return same_cause
