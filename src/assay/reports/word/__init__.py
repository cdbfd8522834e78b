"""Documents that people sign as Word files: for those who must still change the layout, or paste a part into another paper."""

from assay.reports.word.sheet import sheet_docx

__all__ = ["sheet_docx"]
