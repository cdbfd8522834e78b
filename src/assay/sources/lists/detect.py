"""Which column is what: named by a person, told by its header, or by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from assay.sources.cells import Cell, header_key, is_missing, text_of
from assay.sources.dates import ORDERS, read_stamp
from assay.sources.lists.contacts import country_of, identities
from assay.sources.lists.words import FIELDS, IDENTITIES, OURS_ONLY, list_key, words
from assay.sources.problems import Problems, shown

NONE = "-"
"""Said for a column, it means that the list has none."""

_SAMPLE = 200
_COLUMNS_NAMED = 40
_MARKED = re.compile(r"(?:p:|tel\.?:?|\+|00|\()[\d\s().\-/+:]{7,}", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,6}[\s()\-/][\d\s()\-/]{5,}")
_FEWEST_DIGITS = 9
_PERSON = re.compile(r"[\u3400-\u9fff]{1,4}")
_FIRM = re.compile("公司|集团|集團|电子|照明|科技|贸易|實業|实业|[厂廠店行社院局部]$")

Said = Mapping[str, Sequence[str]]
"""Field → columns as a person names them: headers, or letters as a spreadsheet shows them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a column is taken for.

    Attributes:
        index: From 0.
        letter: As a spreadsheet shows it: A, B … Z, AA.
        header: As written; may be empty.
        field: One of :data:`~assay.sources.lists.words.FIELDS`.
        how: ``said`` by a person, by its ``header``, or by its ``content``.
    """

    index: int
    letter: str
    header: str
    field: str
    how: str


@dataclass(frozen=True, slots=True)
class Unused:
    """A column that was taken for nothing: its letter, and its header as written, which may be empty."""

    letter: str
    header: str


def letter_of(index: int) -> str:
    """The letters of a column.

    Example:
        >>> [letter_of(index) for index in (0, 25, 26, 701, 702)]
        ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def choose(
    headers: Sequence[str], columns: Sequence[Sequence[Cell]], said: Said, side: str, problems: Problems
) -> tuple[Chosen, ...]:
    """What each column of a table is; columns that are nothing known are left out.

    Args:
        headers: One per column; may be empty texts.
        columns: The cells of each column.
        said: What a person has said; it is believed before anything else.
        side: ``claim`` or ``evidence``; only the second is asked whether we answered.
        problems: Takes names that do not exist, and columns that cannot be told apart.
    """
    taken: dict[int, tuple[str, str]] = {}
    for field, names in said.items():
        for name in names:
            index = None if name == NONE else _column_named(name, headers, problems)
            if index is not None:
                taken[index] = (field, "said")
    open_fields = [
        field for field in FIELDS if field not in said and (side == "evidence" or field not in OURS_ONLY)
    ]
    view = _View(headers, [_sample(column) for column in columns], side, problems)
    for fields in (view.by_header, view.by_part, view.by_content):
        taken |= fields(open_fields, taken)
    return tuple(
        Chosen(index, letter_of(index), headers[index], *taken[index])
        for index in sorted(taken, key=lambda index: (FIELDS.index(taken[index][0]), index))
    )


def unused(
    headers: Sequence[str], columns: Sequence[Sequence[Cell]], chosen: Sequence[Chosen]
) -> tuple[Unused, ...]:
    """The columns that were taken for nothing; a column without a header whose cells are all blank is none."""
    used = {column.index for column in chosen}
    return tuple(
        Unused(letter_of(index), header)
        for index, header in enumerate(headers)
        if index not in used and (header or _sample(columns[index]))
    )


def _column_named(name: str, headers: Sequence[str], problems: Problems) -> int | None:
    """A column by its header, else by its letters."""
    keys = [header_key(header) for header in headers]
    key = header_key(name)
    if key in keys:
        return keys.index(key)
    letters = [letter_of(index) for index in range(len(headers))]
    if name.strip().upper() in letters:
        return letters.index(name.strip().upper())
    known = [f"{letter} {shown(header)}".strip() for letter, header in zip(letters, headers, strict=True)]
    more = ["…"] if len(known) > _COLUMNS_NAMED else []
    named = ", ".join([*known[:_COLUMNS_NAMED], *more])
    problems.error("compare.no_such_column", found=shown(name), known=named)
    return None


def _sample(column: Sequence[Cell]) -> list[Cell]:
    """The first filled cells."""
    found: list[Cell] = []
    for cell in column:
        if len(found) == _SAMPLE:
            break
        if not is_missing(text_of(cell)):
            found.append(cell)
    return found


@dataclass(frozen=True, slots=True)
class _View:
    """The columns as they are looked at, with a sample of each."""

    headers: Sequence[str]
    samples: Sequence[Sequence[Cell]]
    side: str
    problems: Problems

    def by_header(
        self, fields: Sequence[str], taken: Mapping[int, tuple[str, str]]
    ) -> dict[int, tuple[str, str]]:
        """Columns whose whole header is known: of each field the best, of identities all."""
        ranked: dict[str, list[tuple[int, int]]] = {}
        told = [words().ranked.get(list_key(header), ("", 0)) for header in self.headers]
        has = {field for field, _ in (*told, *taken.values())}
        for index, (known, rank) in enumerate(told):
            field = self._looked_at(index, known, has)
            if field in fields and index not in taken:
                ranked.setdefault(field, []).append((rank, index))
        found: dict[int, tuple[str, str]] = {}
        for field, columns in ranked.items():
            best = [index for rank, index in columns if rank == min(columns)[0]]
            chosen = [index for _, index in columns] if field in IDENTITIES else best
            found |= self._one(field, chosen, "header")
        return found

    def _looked_at(self, index: int, field: str, has: AbstractSet[str]) -> str:
        """The field of a known header whose cells may say that it is another: contacts under a name, persons under a firm."""
        if field == "name" and self._agree(index, _is_email_or_phone, "contact"):
            return "contact"
        is_either = list_key(self.headers[index]) in words().or_name
        if is_either and not has & {"name", "first_name"} and self._agree(index, _is_person, "name"):
            return "name"
        return field

    def by_part(
        self, fields: Sequence[str], taken: Mapping[int, tuple[str, str]]
    ) -> dict[int, tuple[str, str]]:
        """Columns whose header holds a known word and whose cells agree with it."""
        candidates: dict[str, list[int]] = {}
        has = {field for field, _ in taken.values()}
        for index, header in enumerate(self.headers):
            for field in words().part_of(header) if index not in taken else ():
                if (
                    field in fields
                    and (field in IDENTITIES or field not in has)
                    and self._agree(index, _HEADED.get(field), field)
                ):
                    candidates.setdefault(field, []).append(index)
        return {
            index: told
            for field, columns in candidates.items()
            for index, told in self._one(field, columns, "header").items()
        }

    def by_content(
        self, fields: Sequence[str], taken: Mapping[int, tuple[str, str]]
    ) -> dict[int, tuple[str, str]]:
        """Columns that hold addresses, numbers or days, where no header has told which column does."""
        has = {field for field, _ in taken.values()}
        wanted = [field for field in _BARE if field in fields and field not in has]
        if "contact" in has:
            wanted = [field for field in wanted if field not in IDENTITIES]
        found: dict[int, tuple[str, str]] = {}
        for field in wanted:
            free = [index for index in range(len(self.headers)) if index not in taken and index not in found]
            agreeing = [index for index in free if self._holds(index, field)]
            if field == "country" and len(agreeing) > 1:
                continue
            found |= self._one(field, agreeing, "content")
        return found

    def _one(self, field: str, columns: Sequence[int], how: str) -> dict[int, tuple[str, str]]:
        """The columns of a field; several where only one can be are a question."""
        if len(columns) > 1 and field not in IDENTITIES:
            names = ", ".join(f"{letter_of(index)} {shown(self.headers[index])}".strip() for index in columns)
            option = f"--{self.side}-columns {field}={letter_of(columns[0])}"
            self.problems.error("compare.column_ambiguous", field=field, columns=names, option=option)
            return {}
        return dict.fromkeys(columns, (field, how))

    def _holds(self, index: int, field: str) -> bool:
        """Whether a column holds a field by its cells, and its header does not say that it is something else."""
        header = self.headers[index]
        known = field not in IDENTITIES and list_key(header) in words().ranked
        return not known and not words().of_others(field, header) and self._agree(index, _BARE[field], field)

    def _agree(self, index: int, fits: Callable[[Cell], bool] | None, field: str) -> bool:
        """Whether at least half of the filled cells (four in five for days, and for countries by themselves) are what they should be."""
        sample = self.samples[index]
        part, whole = (4, 5) if field == "time" or fits is _is_named_country else (1, 2)
        return bool(sample) and (fits is None or sum(map(fits, sample)) * whole >= len(sample) * part)


def _is_email(cell: Cell) -> bool:
    return any(key.kind == "email" for key in identities(cell, "email", "")[0])


def _is_phone(cell: Cell) -> bool:
    """Whether a cell is written like a phone number, with a plus or in groups; digits alone may be anything."""
    text = text_of(cell).lstrip("'")
    if not isinstance(cell, str) or _is_day(cell):
        return False
    grouped = bool(_GROUPED.fullmatch(text)) and sum(mark.isdigit() for mark in text) >= _FEWEST_DIGITS
    return grouped or bool(_MARKED.fullmatch(text))


def _is_email_or_phone(cell: Cell) -> bool:
    return _is_email(cell) or _is_phone(cell)


def _has_digits(cell: Cell) -> bool:
    """Below a header that speaks of phones, digits alone are a number too."""
    return sum(mark.isdigit() for mark in text_of(cell)) >= 6


def _is_contact(cell: Cell) -> bool:
    return bool(identities(cell, "contact", "")[0]) or _has_digits(cell)


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, str):
        return any(read_stamp(cell, order) for order in ORDERS)
    return isinstance(cell, date)


def _is_country(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(country_of(cell))


def _is_named_country(cell: Cell) -> bool:
    """A code of two letters may be anything, such as the answer NO."""
    return _is_country(cell) and len(text_of(cell)) + 2 * (not text_of(cell).isascii()) > len("NO")


def _is_person(cell: Cell) -> bool:
    """Whether a cell is a Chinese person's name, with or without a title, and no company's."""
    text = re.sub(r"(?:先生|女士|小姐|总经理|经理|老板|总)$", "", text_of(cell))
    return bool(_PERSON.fullmatch(text)) and not _FIRM.search(text)


_HEADED = {
    "email": _is_email, "phone": _has_digits, "contact": _is_contact, "time": _is_day, "country": _is_country,
}  # fmt: skip
_BARE = {"email": _is_email, "phone": _is_phone, "time": _is_day, "country": _is_named_country}
