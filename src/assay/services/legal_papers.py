"""Paper before money flows: the contract, the annex to a contract that is already stamped, and the amendment, to sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assay.core.contract.amendment import Amendment, read_amendment
from assay.core.contract.model import Amended
from assay.core.findings import Finding, FindingsError
from assay.core.scenarios.scenario import Suite
from assay.reports.blocks import Sheet
from assay.reports.letterhead import PLAIN, Letterhead
from assay.reports.plain_text.amendment import Amending
from assay.reports.plain_text.sheets import amendment_sheet, annex_sheet, contract_sheet
from assay.services.diff import Side, Text, diff
from assay.services.diff_json import diff_document
from assay.services.paper_file import Paper
from assay.services.print_contract import in_force
from assay.services.simulate import Progress

FORMATS = ("pdf", "docx")


def contract_paper(
    amended: Amended,
    langs: Sequence[str],
    form: str,
    on_day: date | None = None,
    *,
    letterhead: Letterhead = PLAIN,
) -> Paper:
    """The contract; arguments as in :func:`assay.services.print_contract.print_contract`, and one of ``FORMATS``."""
    contract, effective_on = in_force(amended, on_day)
    sheet = contract_sheet(contract, effective_on, langs)
    return _paper("contract", contract.version, replace(sheet, letterhead=letterhead), form)


def annex_paper(  # what is annexed to what, and how it is drawn
    amended: Amended,
    main: str,
    langs: Sequence[str],
    form: str,
    on_day: date | None = None,
    *,
    letterhead: Letterhead = PLAIN,
) -> Paper:
    """The contract as the annex to a main contract, which ``main`` cites by number and day.

    Raises:
        FindingsError: ``paper.no_main_contract``: the citation is empty.
    """
    if not main.strip():
        raise FindingsError([Finding("paper.no_main_contract")])
    contract, effective_on = in_force(amended, on_day)
    sheet = annex_sheet(contract, effective_on, main, langs)
    return _paper("annex", contract.version, replace(sheet, letterhead=letterhead), form)


def latest_amending(amended: Amended, text: Text, suite: Suite, progress: Progress) -> Amending:
    """What the latest amendment changes: the texts before and after it, and the money of the scenarios under both.

    Args:
        amended: The contract with its amendments.
        text: The same as written.
        suite: The scenarios.
        progress: Called before each change that is tried.

    Raises:
        FindingsError: ``paper.no_amendment``: there is none.
    """
    if not amended.later:
        raise FindingsError([Finding("paper.no_amendment")])
    contract, written = text
    in_order = sorted(written, key=lambda one: _read(one).effective_on)
    before = replace(amended, later=amended.later[:-1])
    compared = diff(
        Side(before, (contract, tuple(in_order[:-1]))),
        Side(amended, (contract, tuple(in_order))),
        suite,
        progress,
    )
    return Amending(_read(in_order[-1]), before.latest, amended.latest, diff_document(compared))


def amendment_paper(
    amending: Amending, langs: Sequence[str], form: str, *, letterhead: Letterhead = PLAIN
) -> Paper:
    """The amendment."""
    sheet = replace(amendment_sheet(amending, langs), letterhead=letterhead)
    return _paper("amendment", amending.after.version, sheet, form)


def signed_papers(
    amended: Amended, text: Text, suite: Suite, progress: Progress, langs: Sequence[str]
) -> Iterator[Paper]:
    """The contract as first signed and its latest amendment, if there is one: each in each language, as PDF and Word."""
    amending = latest_amending(amended, text, suite, progress) if amended.later else None
    for lang in langs:
        for form in FORMATS:
            yield contract_paper(Amended(amended.first), (lang,), form)
            if amending is not None:
                yield amendment_paper(amending, (lang,), form)


def _read(text: str) -> Amendment:
    amendment, _ = read_amendment(text, "")
    if amendment is None:
        raise ValueError(text)
    return amendment


def _paper(kind: str, version: str, sheet: Sheet, form: str) -> Paper:
    lang = "both" if len(sheet.langs) > 1 else sheet.langs[0]
    name = f"{kind}-{re.sub('[^A-Za-z0-9.]+', '-', version)}.{lang}.{form}"
    if form == "docx":
        from assay.reports.word import sheet_docx  # noqa: PLC0415  # a PDF needs no Word, and Word no typesetter

        return Paper(name, sheet_docx(sheet))
    from assay.reports.paper.sheet import sheet_pdf  # noqa: PLC0415  # same

    return Paper(name, sheet_pdf(sheet))
