"""Forms: workbooks that go out to be filled in and come back by any channel.

``layout`` says what a form is, ``write`` makes the workbook, ``read`` takes one that came back apart, in the limited child;
``marks`` finds what no reader of values tells: formulas, error values, comments.
Every sheet bears in its first cell the tie to what it answers, and in a hidden column the key of each row, so that columns
and rows may be moved, left out and added without anything being read at the wrong place.
"""

from assay.sources.forms.fill import filled
from assay.sources.forms.layout import (
    KEY,
    TIE,
    Form,
    FormColumn,
    FormFront,
    FormRow,
    FormSheet,
    Returned,
    ReturnedRow,
    ReturnedSheet,
)
from assay.sources.forms.read import day_of_cell, number_of_cell, read_returned, same_cell
from assay.sources.forms.write import LISTS, form_bytes

__all__ = [
    "KEY",
    "LISTS",
    "TIE",
    "Form",
    "FormColumn",
    "FormFront",
    "FormRow",
    "FormSheet",
    "Returned",
    "ReturnedRow",
    "ReturnedSheet",
    "day_of_cell",
    "filled",
    "form_bytes",
    "number_of_cell",
    "read_returned",
    "same_cell",
]
