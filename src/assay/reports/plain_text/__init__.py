"""A contract as text that people read and sign: Markdown, in Chinese, in English, or in both beside each other.

The outline of :mod:`assay.core.contract.outline` says what is in the text and in which order; the sentences stand in
``i18n/*/plain_text.toml``. :mod:`~assay.reports.plain_text.values` says values, :mod:`~assay.reports.plain_text.formulas`
formulas, :mod:`~assay.reports.plain_text.markdown` lays it all out.
"""

from assay.reports.plain_text.markdown import contract_text

__all__ = ["contract_text"]
