"""A form that came back, held against the one that went out: row by row, by key and header, whatever was moved since.

What is wrong with a row keeps that row out, as a warning; what is wrong with the file keeps all of it out, as an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assay.core.findings import Finding, Place, Severity
from assay.parsing.parser import parser_with
from assay.ports import Limits
from assay.sources.cells import Cell, header_key, is_missing, text_of
from assay.sources.forms import (
    KEY,
    LISTS,
    Form,
    FormColumn,
    FormRow,
    FormSheet,
    Returned,
    ReturnedRow,
    day_of_cell,
    same_cell,
)
from assay.sources.problems import Problems, shown
from assay.store import ReceivedFile

_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How the bytes of a workbook begin: new ones are packages, old ones compound files."""

__all__ = ["Answer", "ReceivedFile", "answers", "opened_form", "refused_rows", "warn_at"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A row that can be read: where it stands, the row that went out, and what was filled into the open columns."""

    sheet: str
    number: int
    row: FormRow
    filled: Mapping[str, Cell]

    @property
    def place(self) -> str:
        """Sheet and row, as people cite them."""
        return f"{self.sheet}!{self.number}"

    def text(self, name: str) -> str:
        """An open cell as text; empty where nothing stands in it."""
        text = text_of(self.filled[name]).strip()
        return "" if is_missing(text) else text

    def day(self, name: str) -> date | None:
        """An open cell as a day; None where it is none."""
        return day_of_cell(self.filled[name])


def opened_form(
    file: ReceivedFile, kind: str, contract_id: str, limits: Limits, problems: Problems
) -> tuple[Returned, tuple[str, ...]] | None:
    """A workbook that came back, read in the limited child, and what its tie says behind kind and contract.

    Args:
        file: Its name without folder, and its bytes.
        kind: What the tie must begin with, such as ``objections/v1``.
        contract_id: Whose it must be.
        limits: What reading it may cost.
        problems: Takes every finding; when there is nothing to return, one that says why.
    """
    if isinstance(file.content, bytes) and not file.content.startswith(_WORKBOOKS):
        problems.keep(Finding("returned.not_a_workbook", Place(file.name)))
        return None
    returned, findings = parser_with(limits).read_returned(file.name, file.content)
    for finding in findings:
        problems.keep(finding)
    if returned is None:
        return None
    if not returned.sheets:
        problems.keep(Finding("returned.not_a_form", Place(file.name)))
        return None
    tie = _tie_of(returned, kind, problems)
    if tie is None:
        return None
    found_kind, found_id = (*tie, "", "")[:2]
    if found_kind != kind:
        problems.error("returned.no_tie", expected=kind, found=shown(found_kind) or "–")
    elif found_id != contract_id:
        problems.error("returned.other_contract", found=shown(found_id) or "–", expected=contract_id)
    else:
        return returned, tie[2:]
    return None


def _tie_of(returned: Returned, kind: str, problems: Problems) -> tuple[str, ...] | None:
    """The one tie that all sheets bear; None after a finding."""
    ties = {sheet.tie for sheet in returned.sheets}
    if () in ties:
        bare = next(sheet.name for sheet in returned.sheets if not sheet.tie)
        problems.error("returned.no_tie", 0, bare, expected=kind, found="–")
        return None
    if len(ties) > 1:
        problems.error("returned.ties_differ")
        return None
    return next(iter(ties))


def answers(form: Form, returned: Returned, problems: Problems) -> Iterator[Answer]:
    """The rows that can be read. Those that cannot are told, and so are sheets, columns and rows that are new or gone."""
    rows = {row.key: (sheet, row) for sheet in form.sheets for row in sheet.rows}
    columns = _columns(form, returned, problems)
    unread = [name for name in returned.unread if name not in (form.front.name, LISTS)]
    if unread:
        problems.report("returned.sheets_unread", sheets=", ".join(map(shown, unread)))
    for back in _once(rows, columns, returned, problems):
        sheet, row = rows[back.key]
        found = columns.get(back.sheet)
        if found is not None and not _is_spoiled((sheet, row), back, found.places, returned, problems):
            filled = {one.name: back.cells[found.places[one.name]] for one in sheet.columns if one.is_open}
            yield Answer(returned.sheets[back.sheet].name, back.number, row, filled)
    seen = {back.key for back in returned.rows}
    gone = [row for key, (_, row) in rows.items() if key not in seen]
    if gone and seen & rows.keys():
        names = ", ".join(shown(_name(row)) for row in gone[:5]) + (" …" if len(gone) > 5 else "")
        problems.report("returned.rows_missing", found=str(len(gone)), rows=names)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a sheet that came back is: a sheet of the form, and code of a column → its place."""

    sheet: FormSheet
    places: Mapping[str, int]


_Rows = Mapping[str, tuple[FormSheet, FormRow]]
_Columns = Mapping[int, _Found]


def _once(rows: _Rows, columns: _Columns, returned: Returned, problems: Problems) -> Iterator[ReturnedRow]:
    """Each row of the form once: a copy that is blank or says the same is no answer of its own, one that differs spoils both."""
    by_key: dict[str, list[ReturnedRow]] = {}
    for back in returned.rows:
        if back.key not in rows:
            if _is_filled(back):
                _warn(problems, "returned.row_unknown", back, returned, found=shown(_visible(back)) or "–")
        elif _is_astray(rows[back.key][0], columns.get(back.sheet)):
            home, row = rows[back.key]
            _warn(problems, "returned.row_astray", back, returned, found=shown(_name(row)), sheet=home.name)
        else:
            by_key.setdefault(back.key, []).append(back)
    for key, copies in by_key.items():
        said = {_said(rows[key][0], back, columns): back for back in reversed(copies)}
        said.pop("", None)
        if len(said) <= 1:
            yield next(iter(said.values()), copies[0])
            continue
        for back in said.values():
            others = (one for one in said.values() if one is not back)
            places = ", ".join(f"{returned.sheets[one.sheet].name}!{one.number}" for one in others)
            _warn(problems, "returned.row_twice", back, returned, other=places)


def _is_astray(home: FormSheet, found: _Found | None) -> bool:
    """Whether a row stands on a sheet of another kind, where its cells are under other headers."""
    return found is not None and found.sheet.columns != home.columns


def _said(sheet: FormSheet, back: ReturnedRow, columns: _Columns) -> str:
    """What was filled into the open cells of a row, to be compared; empty where nothing was, or where it cannot be read."""
    found = columns.get(back.sheet)
    if found is None:
        return ""
    texts = [text_of(back.cells[found.places[one.name]]).strip() for one in sheet.columns if one.is_open]
    return "\x1f".join(texts) if any(texts) else ""


def _visible(back: ReturnedRow) -> str:
    """What a person sees first in a row."""
    texts = (text_of(cell).strip() for cell in back.cells)
    return next((text for text in texts if text and text != back.key), "")


def _name(row: FormRow) -> str:
    return text_of(next(iter(row.cells.values()), row.key))


def _columns(form: Form, returned: Returned, problems: Problems) -> _Columns:
    """Place of a sheet that came back → what it is; sheets of which a column is gone are left out."""
    found: dict[int, _Found] = {}
    for place, meant in sorted(_meant(form, returned).items()):
        sheet = returned.sheets[place]
        heads = [header_key(head) for head in sheet.heads]
        missing = [column.head for column in meant.columns if heads.count(header_key(column.head)) != 1]
        for head in missing:
            code = "returned.column_twice" if header_key(head) in heads else "returned.no_column"
            problems.error(code, 0, head, sheet=sheet.name, head=head)
        if not missing:
            places = {column.name: heads.index(header_key(column.head)) for column in meant.columns}
            found[place] = _Found(meant, places)
        _tell_added(meant, sheet.name, sheet.heads, problems)
    return found


def _meant(form: Form, returned: Returned) -> Mapping[int, FormSheet]:
    """Place of a sheet that came back → the sheet of the form that most of its rows are of."""
    sheets = {sheet.name: sheet for sheet in form.sheets}
    homes = {row.key: sheet.name for sheet in form.sheets for row in sheet.rows}
    counts: dict[int, Counter[str]] = {}
    for back in returned.rows:
        if back.key in homes:
            counts.setdefault(back.sheet, Counter())[homes[back.key]] += 1
    return {place: sheets[count.most_common(1)[0][0]] for place, count in counts.items()}


def _tell_added(meant: FormSheet, name: str, heads: Sequence[str], problems: Problems) -> None:
    known = {header_key(KEY), *(header_key(column.head) for column in meant.columns)}
    added = [shown(head) for head in heads if head.strip() and header_key(head) not in known]
    if added:
        problems.report("returned.columns_added", sheet=name, columns=", ".join(added))


def _is_spoiled(
    known: tuple[FormSheet, FormRow],
    back: ReturnedRow,
    columns: Mapping[str, int],
    returned: Returned,
    problems: Problems,
) -> bool:
    """Whether a row cannot be trusted, which is told: merged, with a formula, or changed where it was locked."""
    sheet, row = known
    if back.is_merged:
        _warn(problems, "returned.row_merged", back, returned)
        return True
    formula = next((one for one in sheet.columns if columns[one.name] in back.formulas), None)
    if formula is not None:
        _warn(problems, "returned.row_formula", back, returned, head=formula.head)
        return True
    edited = [one for one in sheet.columns if not one.is_open and _is_edited(one, row, back, columns)]
    if edited:
        first, heads = edited[0], ", ".join(one.head for one in edited)
        expected, found = row.cells.get(first.name, ""), back.cells[columns[first.name]]
        params = {"head": first.head, "found": shown(text_of(found)), "expected": shown(text_of(expected))}
        _warn(problems, "returned.row_edited", back, returned, heads=heads, **params)
    return bool(edited)


def _is_edited(column: FormColumn, row: FormRow, back: ReturnedRow, columns: Mapping[str, int]) -> bool:
    ours = row.cells.get(column.name, "")
    if column.style == "loose" and ours == "":
        return False
    return not same_cell(ours, back.cells[columns[column.name]])


def _is_filled(back: ReturnedRow) -> bool:
    """Whether a row without a known key says anything: a remark under the table alone does not."""
    return bool(back.key) or sum(bool(text_of(cell).strip()) for cell in back.cells) > 1


def _warn(problems: Problems, code: str, back: ReturnedRow, returned: Returned, **params: str) -> None:
    problems.warn(code, back.number, returned.sheets[back.sheet].name, **params)


def refused_rows(findings: Iterable[Finding]) -> frozenset[tuple[str, int]]:
    """Sheet and row of what keeps a row out, of each row once."""
    return frozenset(
        (one.place.path, one.place.line)
        for one in findings
        if one.severity is Severity.WARNING and one.place.line
    )


def warn_at(problems: Problems, answer: Answer, code: str, **params: str) -> None:
    """Note what keeps a row out."""
    problems.warn(code, answer.number, answer.sheet, **params)
