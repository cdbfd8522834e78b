"""Findings as sentences."""

from __future__ import annotations

from assay.core.findings import Finding, shown
from assay.i18n import listed, translate


def sentence(lang: str, finding: Finding) -> str:
    """The finding in the reader's language; what a field takes is said in words, with an example."""
    params = {name: shown(value) for name, value in finding.params.items()}
    if finding.code in ("contract.unreadable_value", "contract.wrong_type"):
        params["expected"] = translate(lang, f"expects.{params['expected']}")
    if "signer" in params:
        params["signer"] = translate(lang, f"signer.{params['signer']}")
    if "facts" in params:
        names = str(params["facts"]).split(", ")
        params["facts"] = listed(lang, [translate(lang, f"facts.{name}") for name in names])
    return translate(lang, finding.code, params)
