"""Print: the text of a contract in force on a day, as people read and sign it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assay.core.contract.model import Amended, Contract
from assay.reports.plain_text import contract_text


def print_contract(amended: Amended, langs: Sequence[str], on_day: date | None = None) -> str:
    """The text in Markdown.

    Args:
        amended: The contract with its amendments.
        langs: The languages, each paragraph in all of them.
        on_day: The day whose text is wanted; None for the latest version. Before the term the first version stands.
    """
    contract, effective_on = in_force(amended, on_day)
    return contract_text(contract, effective_on, langs)


def in_force(amended: Amended, on_day: date | None) -> tuple[Contract, date]:
    """The version in force on a day, or the latest, and the day from which it holds."""
    effective_on = amended.first.term.span.start_on
    for begins_on, _ in amended.later:
        if on_day is None or begins_on <= on_day:
            effective_on = begins_on
    return (amended.latest if on_day is None else amended.on(on_day)), effective_on
