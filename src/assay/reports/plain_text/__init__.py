"""A contract as text that people read and sign: in Chinese, in English, or in both beside each other.

The outline of :mod:`assay.core.contract.outline` says what is in the text and in which order; the sentences stand in
``i18n/*/plain_text.toml``. :mod:`~assay.reports.plain_text.values` says values, :mod:`~assay.reports.plain_text.formulas`
formulas, :mod:`~assay.reports.plain_text.compose` makes blocks of them, :mod:`~assay.reports.plain_text.markdown` draws
blocks as Markdown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assay.core.contract.model import Contract
from assay.reports.plain_text.compose import contract_blocks
from assay.reports.plain_text.markdown import markdown

__all__ = ["contract_blocks", "contract_text"]


def contract_text(contract: Contract, effective_on: date, langs: Sequence[str]) -> str:
    """The whole text in Markdown; arguments as in :func:`contract_blocks`."""
    return markdown(contract_blocks(contract, effective_on, langs))
