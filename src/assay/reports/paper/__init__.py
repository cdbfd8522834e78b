"""Documents that people sign, file and forward: PDF pages set from stored statements."""

from collections.abc import Mapping

from assay.reports.paper.acceptance import ACCEPTANCE
from assay.reports.paper.credit_note import CREDIT_NOTE
from assay.reports.paper.deductions import DEDUCTIONS
from assay.reports.paper.invoices import INVOICE
from assay.reports.paper.page import Kind, Source, page_pdf
from assay.reports.paper.picture import Beside, Sold, picture_png
from assay.reports.paper.reissue import REISSUE
from assay.reports.paper.review import BIWEEKLY, REVIEW
from assay.reports.paper.simulation import simulation_pdf
from assay.reports.paper.statement import STATEMENT
from assay.reports.paper.true_up import TRUE_UP

KINDS: Mapping[str, Kind] = {
    kind.id: kind for kind in (STATEMENT, ACCEPTANCE, DEDUCTIONS, INVOICE, CREDIT_NOTE, TRUE_UP, REVIEW)
}
"""Every kind of document, by its id."""

__all__ = [
    "BIWEEKLY",
    "KINDS",
    "REISSUE",
    "Beside",
    "Kind",
    "Sold",
    "Source",
    "page_pdf",
    "picture_png",
    "simulation_pdf",
]
