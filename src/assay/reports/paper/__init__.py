"""Documents that people sign, file and forward: PDF pages set from stored statements."""

from assay.reports.paper.statement import statement_pdf

__all__ = ["statement_pdf"]
