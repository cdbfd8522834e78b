"""Findings as sentences."""

from __future__ import annotations

from functools import reduce

from assay.core.findings import Finding, shown
from assay.i18n import translate


def sentence(lang: str, finding: Finding) -> str:
    """The finding in the reader's language; what a field takes is said in words, with an example."""
    params = {name: shown(value) for name, value in finding.params.items()}
    if finding.code in ("contract.unreadable_value", "contract.wrong_type"):
        params["expected"] = translate(lang, f"expects.{params['expected']}")
    if "signer" in params:
        params["signer"] = translate(lang, f"signer.{params['signer']}")
    if "facts" in params:
        params["facts"] = _facts(lang, str(params["facts"]).split(", "))
    return translate(lang, finding.code, params)


def _facts(lang: str, names: list[str]) -> str:
    """What figures are measured from, in words."""
    words = (translate(lang, f"facts.{name}") for name in names)
    return reduce(
        lambda first, next_: translate(lang, "facts.joined", {"first": first, "next": next_}), words
    )
