"""Paper: documents of stored statements as files. Nothing is computed again, every figure is the statement's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import rfc8785

from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month
from assay.reports.letterhead import PLAIN, Letterhead
from assay.reports.paper import (
    BIWEEKLY,
    KINDS,
    REISSUE,
    Beside,
    Kind,
    Source,
    page_pdf,
    picture_png,
    simulation_pdf,
)
from assay.reports.workbook import statement_workbook
from assay.services.paper_file import Paper
from assay.services.paper_words import Own, Words, own_paper
from assay.services.picture import facts_beside
from assay.services.settle import month_so_far
from assay.services.workspace import Workspace


def stored_statements(workspace: Workspace, contract_id: str) -> tuple[Mapping[str, Any], ...]:
    """Every statement that a workspace has released for a contract, versions included."""
    found = (item for item in workspace.store.statements() if item.contract_id == contract_id)
    return tuple(json.loads(item.data) for item in found)


PICTURE = "picture"
_FIRST = 1
_STATEMENT = "statement"


def paper_kinds() -> tuple[str, ...]:
    """The ids of all kinds of documents, ``statement`` first."""
    return (*KINDS, PICTURE, BIWEEKLY.id)


def simulation_paper(document: Mapping[str, Any], contract: Contract, lang: str) -> Paper:
    """A simulation (``simulation/v1``) of a contract as PDF."""
    return Paper(f"simulation-{contract.id}.{lang}.pdf", simulation_pdf(document, contract, lang))


def review_so_far(
    workspace: Workspace, amended: Amended, month: Month, lang: str, as_of: datetime, own: Own
) -> Paper:
    """The review of a month that runs, by the figures up to a moment; earlier months must be settled.

    Raises:
        FindingsError: ``paper.settled_already``, ``paper.not_running``; an earlier month is open; what :meth:`Shelf.paper` raises.
    """
    if workspace.store.statement(amended.first.id, str(month)) is not None:
        raise FindingsError([Finding("paper.settled_already", params={"period": str(month)})])
    contract = amended.for_month(month)
    moment = as_of.astimezone(contract.term.zone)
    running = month.span.cut(contract.term.span)
    if not running.days or moment.date() < running.start_on:
        params = {"period": str(month), "as_of": f"{moment:%Y-%m-%d}"}
        raise FindingsError([Finding("paper.not_running", params=params)])
    document: Mapping[str, Any] = json.loads(
        json.dumps(month_so_far(workspace, amended, month, as_of).document)
    )
    mine = stored_statements(workspace, contract.id)
    paper = own.over(own_paper(workspace.store.root, lang))
    source = Source(
        document,
        digest_of(document),
        contract,
        _earlier(mine, document),
        lang,
        paper.words,
        moment,
        amended,
        paper.letterhead,
    )
    name = f"{BIWEEKLY.id}-{moment:%Y-%m-%d}.{lang}.pdf"
    return Paper(name, page_pdf(BIWEEKLY, source))


@dataclass(frozen=True, slots=True)
class Shelf:
    """What documents are made from.

    Attributes:
        statements: In any order; those of other contracts, and those drawn later than the one asked for, are left aside.
        amended: The contract with its versions.
        workspace: For the picture, which also shows orders and unanswered leads; they are unknown without it. Its own
            words stand in for ours.
        words: The user's own words; they go before those of the workspace.
        letterhead: The user's own; it goes before that of the workspace.
    """

    statements: Sequence[Mapping[str, Any]]
    amended: Amended
    workspace: Workspace | None = None
    words: Words = field(default_factory=dict)
    letterhead: Letterhead = PLAIN

    def paper(self, kind: str, month: Month, lang: str, version: int | None = None) -> Paper:
        """A document of a month's statement: PDF, the picture PNG.

        Args:
            kind: One of :func:`paper_kinds`.
            month: The month.
            lang: ``zh`` or ``en``.
            version: Of the month's statement, the first where none is named; of a later one there is its statement alone.

        Raises:
            FindingsError: ``paper.no_statement``, ``paper.reissued``, ``paper.two_statements``, ``paper.months_missing``,
                ``paper.version_missing``; ``paper.other_text``
                when the contract is another than the one it was drawn on; ``paper.nothing_deducted`` and the like when
                the statement gives no rise to such a document; ``paper.unprintable`` or ``paper.no_fonts``.
        """
        source = self._source(month, lang, version)
        if _version(source.document) > _FIRST:
            _check_reissued(source.document, whole=kind == _STATEMENT)
            return Paper(_name(_STATEMENT, source, "pdf"), page_pdf(REISSUE, source))
        if kind == PICTURE:
            return self._picture(source)
        refusal = KINDS[kind].refusal(source.document)
        if refusal:
            raise FindingsError([Finding(refusal, params={"period": str(month)})])
        return _page(KINDS[kind], source)

    def workbook(self, month: Month, lang: str, version: int | None = None) -> Paper:
        """The settlement statement as a workbook, a live formula beside each amount.

        Raises:
            FindingsError: As of :meth:`paper`; ``paper.too_long_for_a_cell`` in place of what concerns fonts.
        """
        source = self._source(month, lang, version)
        _check_reissued(source.document, whole=False)
        return _workbook(source)

    def latest_version(self, month: Month) -> int:
        """The number of the latest version of a month's statement."""
        contract_id = self.amended.first.id
        mine = (one for one in self.statements if one["contract"]["id"] == contract_id)
        return max((_version(one) for one in mine if one["period"] == str(month)), default=_FIRST)

    def all_of(self, month: Month, lang: str) -> Iterator[Paper]:
        """Every document that the latest statement of a month gives rise to; errors as of :meth:`paper`."""
        source = self._source(month, lang, None)
        yield _workbook(source)
        for kind in KINDS.values():
            if not kind.refusal(source.document):
                yield _page(kind, source)
        yield self._picture(source)

    def _source(self, month: Month, lang: str, version: int | None) -> Source:
        contract = self.amended.for_month(month)
        mine = [one for one in self.statements if one["contract"]["id"] == contract.id]
        document = _chosen(mine, str(month), version)
        _check_text(document, contract)
        kept = own_paper(self.workspace.store.root, lang) if self.workspace else Own()
        own = Own(self.words, self.letterhead).over(kept)
        return Source(
            document,
            digest_of(document),
            contract,
            _beside(mine, document),
            lang,
            own.words,
            amended=self.amended,
            letterhead=own.letterhead,
        )

    def _picture(self, source: Source) -> Paper:
        beside = Beside(orders=None, leads=0, unanswered={})
        if self.workspace is not None:
            month = Month.parse(source.document["period"])
            beside = facts_beside(self.workspace, source.contract, month, _drawn(source.document))
        return Paper(_name(PICTURE, source, "png"), picture_png(source, beside))


def _workbook(source: Source) -> Paper:
    return Paper(_name("statement", source, "xlsx"), statement_workbook(source))


def _page(kind: Kind, source: Source) -> Paper:
    return Paper(_name(kind.id, source, "pdf"), page_pdf(kind, source))


def _name(kind: str, source: Source, ending: str) -> str:
    return f"{kind}-{source.document['period']}-v{source.document['version']}.{source.lang}.{ending}"


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of a statement's canonical bytes (RFC 8785), as the store keeps them."""
    return hashlib.sha256(rfc8785.dumps(dict(document))).hexdigest()


def _chosen(statements: Sequence[Mapping[str, Any]], period: str, version: int | None) -> Mapping[str, Any]:
    """A version of the month's statement, the one that was released where none is named."""
    wanted = _FIRST if version is None else version
    found = {digest_of(one): one for one in statements if one["period"] == period and _version(one) == wanted}
    if not found:
        there = sorted({_version(one) for one in statements if one["period"] == period})
        if there:
            versions = ", ".join(f"v{number}" for number in there)
            params = {"period": period, "version": str(wanted), "expected": versions}
            raise FindingsError([Finding("paper.no_version", params=params)])
        settled = sorted({one["period"] for one in statements})
        params = {"period": period, "expected": ", ".join(settled) or "–"}
        raise FindingsError([Finding("paper.no_statement", params=params)])
    if len(found) > 1:
        raise FindingsError(
            [Finding("paper.two_statements", params={"period": period, "version": str(wanted)})]
        )
    return next(iter(found.values()))


def _check_reissued(document: Mapping[str, Any], *, whole: bool) -> None:
    """A later version changes lines alone; its money is posted elsewhere, and so are all papers but the statement itself."""
    if _version(document) > _FIRST and not whole:
        params = {name: str(document[name]) for name in ("period", "version")}
        params["posted_in"] = document.get("reissue", {}).get("posted_in", "–")
        raise FindingsError([Finding("paper.reissued", params=params)])


def _beside(statements: Sequence[Mapping[str, Any]], document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a statement is printed beside: of the first version the months before it, of a later one the version before."""
    if _version(document) == _FIRST:
        return _earlier(statements, document)
    period, before = document["period"], _version(document) - 1
    found = [one for one in statements if one["period"] == period and _version(one) == before]
    if not found:
        params = {"period": period, "version": str(_version(document)), "before": str(before)}
        raise FindingsError([Finding("paper.version_missing", params=params)])
    return [_chosen(found, period, before)]


def _earlier(statements: Sequence[Mapping[str, Any]], document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The months settled before, as they were released: what a later version changes is money of the month that posts it."""
    latest = {
        one["period"]: one
        for one in statements
        if one["period"] < document["period"] and _version(one) == _FIRST
    }
    settled = (record["figures"]["period"] for record in document["state"]["records"])
    months = sorted(period for period in settled if period < document["period"])
    missing = [period for period in months if period not in latest]
    if missing:
        params = {"period": document["period"], "missing": ", ".join(missing)}
        raise FindingsError([Finding("paper.months_missing", params=params)])
    return [latest[period] for period in months]


def _check_text(document: Mapping[str, Any], contract: Contract) -> None:
    if document["contract"]["digest"] != contract.digest:
        raise FindingsError([Finding("paper.other_text", params={"contract": contract.id})])


def _version(document: Mapping[str, Any]) -> int:
    return int(document["version"])


def _drawn(document: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(document["as_of"])
