"""Workbooks: a stored statement with live formulas beside its figures, for people who check by hand."""

from assay.reports.workbook.statement import statement_workbook

__all__ = ["statement_workbook"]
