"""A comparison as JSON: what ``assay diff --format json`` prints and ``docs/schemas/diff.schema.json`` describes."""

from __future__ import annotations

from collections.abc import Sequence

from assay.core.contract.differences import text_of
from assay.core.money import Money
from assay.core.scenarios.compare import Compared
from assay.services.diff import Changed, Comparison
from assay.services.simulation_json import Document, contract_head, finding_parts

FORMAT = "diff/v1"


def diff_document(comparison: Comparison) -> Document:
    """A comparison. Amounts are decimal text in the contract's currency, more for the vendor when positive."""
    currency = comparison.before.latest.currency
    return {
        "assay": FORMAT,
        "before": contract_head(comparison.before),
        "after": contract_head(comparison.after),
        "currency": currency,
        "changes": [_change(change, currency) for change in comparison.changes],
        "scenarios": [_scenario(item, currency) for item in comparison.compared],
        "favours": comparison.favours.value,
    }


def _change(change: Changed, currency: str) -> Document:
    return {
        "effective": None if change.effective_on is None else str(change.effective_on),
        "places": [
            {
                "path": place.path,
                "before": None if place.before is None else text_of(place.before),
                "after": None if place.after is None else text_of(place.after),
            }
            for place in change.places
        ],
        "favours": None if change.favours is None else change.favours.value,
        "reached": change.is_reached,
        **_sums(change.compared, currency),
    }


def _sums(compared: Sequence[Compared], currency: str) -> Document:
    """In how many scenarios the vendor gets more and less, and how much over all of them."""
    found = [item.difference for item in compared if item.difference is not None]
    gains, losses = [item for item in found if item > 0], [item for item in found if item < 0]
    return {
        "more": {"scenarios": str(len(gains)), "sum": Money(sum(gains), currency).decimal},
        "less": {"scenarios": str(len(losses)), "sum": Money(sum(losses), currency).decimal},
    }


def _scenario(item: Compared, currency: str) -> Document:
    def text(minor: int | None) -> str | None:
        return None if minor is None else Money(minor, currency).decimal

    return {
        "id": item.scenario.id,
        "name": {"zh": item.scenario.name.zh, "en": item.scenario.name.en},
        "before": text(item.before),
        "after": text(item.after),
        "difference": text(item.difference),
        "because": [finding_parts(finding) for finding in item.because],
    }
