"""The tables of a warehouse: which kind each is, and how contacts and deals hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.sources.archive import is_archive, read_members
from assay.sources.cells import Row, header_key
from assay.sources.problems import Problems
from assay.sources.sheet import is_workbook
from assay.sources.table import Grid, header_points, read_grid

KINDS: Mapping[str, frozenset[str]] = {
    "contacts": frozenset({"id", "property_email", "property_createdate"}),
    "deals": frozenset({"deal_id", "property_amount", "property_closedate"}),
    "merged_deals": frozenset({"deal_id", "merged_deal_id"}),
    "merged_contacts": frozenset({"contact_id", "vid_to_merge"}),
    "deal_contacts": frozenset({"deal_id", "contact_id"}),
    "stages": frozenset({"stage_id", "closed_won"}),
}
"""Kind of table → the columns by which it is known; the first that fits."""
MAIN = ("contacts", "deals")
_TRUE = frozenset({"true", "1", "t"})


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file; its rows are numbered through the whole file."""

    kind: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    facts: Mapping[str, str]

    def column(self, name: str) -> list[str]:
        """A column as text; blank in every row when there is none."""
        at = self.header.index(name) if name in self.header else None
        return ["" if at is None else row.texts[at] for row in self.rows]

    def flags(self, *names: str) -> list[bool]:
        """Whether one of these columns says yes, row by row."""
        columns = [self.column(name) for name in names]
        return [any(text.casefold() in _TRUE for text in row) for row in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class Links:
    """How contacts and deals hang together.

    Attributes:
        contacts: Id of a merged contact → the contact that took it in.
        deals: The same of deals.
        of_deal: Deal that is left → its contacts that are left, each once.
        won: Stage → whether a deal there is won; None without a table of stages.
    """

    contacts: Mapping[str, str]
    deals: Mapping[str, str]
    of_deal: Mapping[str, tuple[str, ...]]
    won: Mapping[str, bool] | None


def kind_of(header: Sequence[str]) -> str:
    """The kind of table that a header belongs to; empty when it is none."""
    names = {header_key(cell) for cell in header}
    return next((kind for kind, needed in KINDS.items() if needed <= names), "")


def main_score(header: Sequence[str]) -> int:
    """Points of a header of contacts or deals, which are worth reading alone."""
    return len(KINDS[kind]) if (kind := kind_of(header)) in MAIN else 0


def has_tables(data: bytes) -> bool:
    """Whether a file is such a table of contacts or deals, or an archive with one."""
    if not is_archive(data):
        return not is_workbook(data) and header_points(data, main_score) > 0
    members = read_members(data, Problems(""))
    return any(not is_workbook(each.data) and header_points(each.data, main_score) > 0 for each in members)


def tables_of(name: str, data: bytes, problems: Problems) -> tuple[Table, ...]:
    """The tables of a csv file or of a zip of them; members of other kinds are left out and counted."""
    if not is_archive(data):
        grid = read_grid(data, main_score, problems)
        return (_table(grid, 0),) if grid else ()
    tables, others = [], 0
    for member in read_members(data, problems):
        if is_workbook(member.data) or not header_points(member.data, _score):
            others += 1
            continue
        own = Problems(f"{name}/{member.name}")
        grid = read_grid(member.data, _score, own)
        problems.take(own)
        if grid:
            tables.append(_table(grid, member.first_row))
    if others:
        problems.report("sources.members_left_out", found=others)
    return tuple(tables)


def links_of(tables: Sequence[Table]) -> Links:
    """Read the tables that say who was merged into whom, which deal has which contacts, and which stages are won."""
    contacts, deals = dict(_merged_contacts(tables)), dict(_merged_deals(tables))
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for table in _of(tables, "deal_contacts"):
        for deal, contact in zip(table.column("deal_id"), table.column("contact_id"), strict=True):
            found[followed(deals, deal)][followed(contacts, contact)] = None
    stages = list(_of(tables, "stages"))
    won = {
        stage: closed
        for table in stages
        for stage, closed in zip(table.column("stage_id"), table.flags("closed_won"), strict=True)
    }
    of_deal = {deal: tuple(named) for deal, named in found.items()}
    return Links(contacts, deals, of_deal, won if stages else None)


def merged_rows(data: bytes, rows: frozenset[int]) -> frozenset[int]:
    """The rows of a table of contacts that were merged with one of these, either way."""
    tables = tables_of("", data, Problems(""))
    merges = links_of(tables).contacts
    left = {
        row.number: followed(merges, number)
        for table in _of(tables, "contacts")
        for row, number in zip(table.rows, table.column("id"), strict=True)
        if number
    }
    gone = {left[row] for row in rows if row in left}
    return frozenset(row for row, number in left.items() if number in gone)


def followed(merges: Mapping[str, str], number: str) -> str:
    """Who is left of a chain of merges; a ring leads nowhere and leaves where one began."""
    seen = {number}
    at = number
    while at in merges:
        at = merges[at]
        if at in seen:
            return number
        seen.add(at)
    return at


def _merged_contacts(tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    for table in _of(tables, "merged_contacts"):
        yield from zip(table.column("vid_to_merge"), table.column("contact_id"), strict=True)
    for table in _of(tables, "contacts"):
        named = table.column("property_hs_merged_object_ids")
        for number, merged in zip(table.column("id"), named, strict=True):
            yield from (
                (part.strip(), number) for part in merged.split(";") if part.strip() not in {"", number}
            )


def _merged_deals(tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    for table in _of(tables, "merged_deals"):
        yield from zip(table.column("merged_deal_id"), table.column("deal_id"), strict=True)


def _of(tables: Sequence[Table], kind: str) -> Iterator[Table]:
    return (table for table in tables if table.kind == kind)


def _score(header: Sequence[str]) -> int:
    kind = kind_of(header)
    return len(KINDS[kind]) if kind else 0


def _table(grid: Grid, first_row: int) -> Table:
    rows = tuple(Row(first_row + row.number, row.cells) for row in grid.rows)
    return Table(kind_of(grid.header.texts), tuple(map(header_key, grid.header.texts)), rows, grid.facts)
