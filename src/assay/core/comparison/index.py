"""Which rows of the log a claim points to: by an exact identity, or only by name, company and time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assay.core.comparison.companies import company_form, company_of, names_inside
from assay.core.comparison.enquirers import Enquirers, enquirers_of
from assay.core.comparison.names import contradict, is_full_name, kind_differs, name_form, names_agree
from assay.core.comparison.records import TAIL, Claim, Enquiry, Key, Listed

_ALIKE = ("same_name", "same_company")

MOST_SHOWN = 8
"""Rows shown beside a claim that shares only a name or a company with them."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """Where the identities of a claim lead.

    Attributes:
        people: Numbers of the enquirers.
        one: Whether they are known to be one person.
        rows: Their rows of the log, in order.
        hits: Those rows that carry an identity of the claim itself.
        contradicted: Rows that share an identity and are nevertheless another person's; given only when there are no hits.
        by: Kinds of the identities that were found, such as ``email``.
        shared: Whether an identity was left out because many people carry it.
        otherwise: Whether only a messenger name leads there, while both e-mail and phone are others.
    """

    people: tuple[int, ...] = ()
    one: bool = True
    rows: tuple[int, ...] = ()
    hits: tuple[int, ...] = ()
    contradicted: tuple[int, ...] = ()
    by: tuple[str, ...] = ()
    shared: bool = False
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """The log, ready to be asked."""

    log: Sequence[Enquiry]
    enquirers: Enquirers
    named: Mapping[tuple[str, str], Sequence[int]]
    longer: Mapping[tuple[str, str], Sequence[int]]
    dated: Mapping[tuple[str, str, date], Sequence[int]]
    tails: Mapping[str, Sequence[int]]

    def exactly(self, claim: Claim) -> Pointed:
        """The rows with an identity of the claim, and the people behind them."""
        usable = [key for key in claim.keys if key not in self.enquirers.shared]
        found = {row for key in usable for row in self.enquirers.rows_with.get(key, ())}
        hits = [row for row in sorted(found) if not contradict(claim, self.log[row])]
        people = self._people(claim, hits)
        hits = [row for row in hits if self.enquirers.of[row] in people]
        carried = {key for row in hits for key in self.log[row].keys}
        return Pointed(
            people,
            all(_same(self._rows_of(people[0]), self._rows_of(person)) for person in people[1:]),
            tuple(sorted(row for person in people for row in self.enquirers.rows[person])),
            tuple(hits),
            () if hits else tuple(sorted(found)),
            tuple(dict.fromkeys(key.kind for key in usable if key in carried)),
            len(usable) < len(claim.keys),
            bool(hits) and all(_otherwise(claim, self.log[row]) for row in hits),
        )

    def likely(self, claim: Claim, window_days: int) -> tuple[int, ...]:
        """Rows of the same name and company, no further from the claim than the window where both have a day."""
        rows = self.named.get((name_form(claim.name), company_of(claim.company).name), ())
        return self._there_and_then(claim, rows, window_days)

    def likely_by_part(self, claim: Claim, window_days: int) -> tuple[int, ...]:
        """Rows as those of ``likely``, of a full name, where one company's name stands within the other's."""
        if not is_full_name(claim.name):
            return ()
        name, company = name_form(claim.name), company_of(claim.company).name
        rows = {*self.longer.get((name, company), ())}
        rows.update(*(self.named.get((name, part), ()) for part in names_inside(claim.company)))
        return self._there_and_then(claim, sorted(rows), window_days)

    def _there_and_then(self, claim: Claim, rows: Sequence[int], days: int) -> tuple[int, ...]:
        """Of these rows those that are near by day, and whose company is not known to be in another place."""
        near = (row for row in rows if _near(claim.day, self.log[row].day, days))
        here = company_of(claim.company)
        return tuple(row for row in near if here.is_near(company_of(self.log[row].company)))

    def alike_in_part(self, claim: Claim, days: int) -> tuple[str, tuple[int, ...]]:
        """Rows within a few days of a claim that share its name, or else its company: what they share, and the first rows.

        That is too weak to call anybody likely, and still what a person wants to see beside a claim without a contact.
        """
        if claim.day is None:
            return "", ()
        near = [claim.day + timedelta(days=off) for off in range(-days, days + 1)]
        for what, form in _forms(_whoever(claim)):
            rows = [row for day in near for row in self.dated.get((what, form, day), ())]
            if rows:
                return what, tuple(sorted(rows)[:MOST_SHOWN])
        return "", ()

    def ending_alike(self, claim: Claim) -> tuple[int, ...]:
        """Rows with a phone that ends in the same digits, where the country of one of the two is not known."""
        rows = dict.fromkeys(row for tail in _tails(claim) for row in self.tails.get(tail, ()))
        return tuple(row for row in rows if _end_alike(claim, self.log[row]))

    def _people(self, claim: Claim, hits: Sequence[int]) -> tuple[int, ...]:
        """The enquirers behind the rows, without those of whom another shows the same identities and more.

        Where the same identities lead to several, as a switchboard does, the only one whose name agrees is taken.
        """
        shown: dict[int, set[Key]] = {}
        for row in hits:
            shown.setdefault(self.enquirers.of[row], set()).update(set(claim.keys) & set(self.log[row].keys))
        people = [one for one in shown if not any(shown[one] < other for other in shown.values())]
        if len(people) > 1 and all(shown[one] == shown[people[0]] for one in people):
            agreeing = [
                one for one in people if any(names_agree(claim.name, row.name) for row in self._rows_of(one))
            ]
            people = agreeing if len(agreeing) == 1 else people
        return tuple(people)

    def _rows_of(self, person: int) -> list[Enquiry]:
        return [self.log[row] for row in self.enquirers.rows[person]]


def index_of(log: Sequence[Enquiry]) -> Index:
    """Make a log ready to be asked."""
    named: dict[tuple[str, str], list[int]] = {}
    longer: dict[tuple[str, str], list[int]] = {}
    dated: dict[tuple[str, str, date], list[int]] = {}
    tails: dict[str, list[int]] = {}
    for row, enquiry in enumerate(log):
        for tail in _tails(enquiry):
            tails.setdefault(tail, []).append(row)
        forms = _forms(enquiry)
        if len(forms) == len(_ALIKE):
            named.setdefault((forms[0][1], forms[1][1]), []).append(row)
            for part in names_inside(enquiry.company):
                longer.setdefault((forms[0][1], part), []).append(row)
        if enquiry.day:
            for what, form in forms:
                dated.setdefault((what, form, enquiry.day), []).append(row)
    return Index(log, enquirers_of(log), named, longer, dated, tails)


def _whoever(claim: Claim) -> Claim:
    """A claim that names a person or a firm and not both, taken for either: lists call both of them the customer."""
    return replace(claim, name=claim.name or claim.company, company=claim.company or claim.name)


def _forms(row: Listed) -> list[tuple[str, str]]:
    """The name and the company of a row to compare by; without those that it does not give."""
    forms = zip(_ALIKE, (name_form(row.name), company_of(row.company).name), strict=True)
    return [(what, form) for what, form in forms if form]


def _otherwise(claim: Claim, row: Enquiry) -> bool:
    """Whether two rows with one messenger name both give an e-mail and a phone, and others.

    A name in a messenger is chosen freely and often typed by hand; against two ways that differ it makes a person likely.
    """
    return all(kind_differs(claim, row, kind) for kind in ("email", "phone"))


def _same(some: Sequence[Listed], others: Sequence[Listed]) -> bool:
    """Whether two groups of rows are one person: some of their names agree, or one has none and the firm is one."""
    names = [[row.name for row in rows if row.name] for rows in (some, others)]
    if all(names):
        return any(names_agree(one, other) for one in set(names[0]) for other in set(names[1]))
    return bool(set(_companies(some)) & set(_companies(others)))


def _companies(rows: Sequence[Listed]) -> Iterator[str]:
    return (form for form in (company_form(row.company) for row in rows) if form)


def _phones(row: Listed) -> tuple[str, ...]:
    return tuple(key.value[1:] for key in row.keys if key.kind == "phone")


def _tails(row: Listed) -> set[str]:
    return {phone[-TAIL:] for phone in (*_phones(row), *row.digits) if len(phone) >= TAIL}


def _end_alike(one: Listed, other: Listed) -> bool:
    pairs = [(loose, phone) for loose in one.digits for phone in (*_phones(other), *other.digits)]
    pairs += [(loose, phone) for loose in other.digits for phone in _phones(one)]
    return any(len(loose) >= TAIL and phone.endswith(loose) for loose, phone in pairs)


def _near(one: date | None, other: date | None, days: int) -> bool:
    return one is None or other is None or abs(one - other) <= timedelta(days=days)
