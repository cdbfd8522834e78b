"""The settlement statement on paper: what stands on which place of the page. Every figure is the stored statement's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assay.core.contract.model import Contract
from assay.core.money import Money
from assay.i18n import translate
from assay.i18n.chinese_numbers import NotWritableError, cny_words
from assay.i18n.figures import fraction_of, grouped
from assay.i18n.statement import MoneyRow, line_head, node_text, sheet_of
from assay.reports.paper.typeset import Json, pdf
from assay.reports.qr import qr_svg

MARKS = {"met": "●", "missed": "■", "excluded": "○"}
_OPEN = "◐"
_TONES = {"met": "met", "missed": "missed", "excluded": "aside"}
_WORDS = (
    "amounts", "date", "digest", "kpis", "money", "monitors", "notices", "numbering", "page", "qr", "seals", "signed",
    "so_far", "so_far_note", "working", "working_note",
)  # fmt: skip
_SO_FAR = ("fee", "invoice_basis", "set_offs", "payable")


def statement_pdf(
    document: Mapping[str, Any],
    digest: str,
    contract: Contract,
    earlier: Sequence[Mapping[str, Any]],
    lang: str,
) -> bytes:
    """A statement as PDF.

    Args:
        document: The stored statement's JSON.
        digest: SHA-256 of its stored bytes.
        contract: The contract's version of that month, for names.
        earlier: The statements before it, oldest first, for the months so far.
        lang: ``zh`` or ``en``.

    Raises:
        FindingsError: A character cannot be printed, or the fonts are missing.
    """
    data = statement_data(document, digest, contract, earlier, lang)
    at = datetime.fromisoformat(document["as_of"])
    if at.tzinfo is None:
        raise ValueError(document["as_of"])
    return pdf("statement.typ", data, {"qr.svg": qr_svg(f"{data['number']} {digest}")}, at=at)


def statement_data(
    document: Mapping[str, Any],
    digest: str,
    contract: Contract,
    earlier: Sequence[Mapping[str, Any]],
    lang: str,
) -> dict[str, Json]:
    """All words and figures of the page; arguments as in :func:`statement_pdf`."""
    sheet = sheet_of(document, lang)
    buyer, vendor = contract.buyer.of(lang), contract.vendor.of(lang)
    return {
        "lang": lang,
        "region": "CN" if lang == "zh" else "US",
        "title": translate(lang, "paper.statement.title", {"period": document["period"]}),
        "under_title": contract.name.of(lang),
        "number": f"{document['contract']['id']}/{document['period']}/v{document['version']}",
        "digest": digest,
        "buyer": buyer,
        "facts": _facts(document, (buyer, vendor), lang),
        "amounts": _amounts(document, lang),
        "kpi_head": sheet.kpi_head,
        "kpis": [
            {
                "name": kpi.name,
                "days": kpi.days,
                "target": kpi.target,
                "value": kpi.value,
                "tone": _TONES.get(kpi.state, "open"),
                "mark": MARKS.get(kpi.state, _OPEN),
                "verdict": kpi.verdict,
            }
            for kpi in sheet.kpis
        ],
        "money_head": [translate(lang, f"paper.money.{column}") for column in ("label", "amount", "working")],
        "money": [_money(row) for row in sheet.money],
        "notices": sheet.notices,
        "matters": sheet.matters,
        "monitor_head": sheet.monitor_head if sheet.monitors else (),
        "monitors": sheet.monitors,
        "so_far_head": [translate(lang, f"paper.so_far.{column}") for column in ("period", *_SO_FAR)],
        "so_far": _so_far([*earlier, document]) if earlier else [],
        "seals": [
            translate(lang, f"paper.seal.{party}", {"name": name})
            for party, name in (("buyer", buyer), ("vendor", vendor))
        ],
        "lines": [_working(line, document, lang) for line in document["lines"]],
        "words": {
            word: translate(lang, f"paper.word.{word}", {"page": "{page}", "pages": "{pages}"})
            for word in _WORDS
        },
    }


def _facts(document: Mapping[str, Any], parties: tuple[str, str], lang: str) -> list[list[str]]:
    contract = document["contract"]
    values = {
        "buyer": parties[0],
        "vendor": parties[1],
        "contract": f"{contract['id']} {contract['version']}",
        "period": document["period"],
        "as_of": f"{document['as_of'][:16].replace('T', ' ')} {document['as_of'][-6:]}",
        "currency": document["currency"],
    }
    return [[translate(lang, f"paper.fact.{name}"), value] for name, value in values.items()]


def _amounts(document: Mapping[str, Any], lang: str) -> list[dict[str, Json]]:
    """The three amounts: what is invoiced, what is set off, what is paid; the last also in capital figures."""
    found: list[dict[str, Json]] = []
    for name in ("invoice_basis", "set_offs", "payable"):
        total = name == "payable"
        found.append(
            {
                "label": translate(lang, f"paper.amount.{name}"),
                "amount": f"{document['currency']} {grouped(document[name])}",
                "words": in_words(document[name], document["currency"]) if total and lang == "zh" else "",
                "total": total,
            }
        )
    return found


def in_words(amount: str, currency: str) -> str:
    """An amount of renminbi in capital figures; empty where there are none for it."""
    try:
        return cny_words(Money.exactly(fraction_of(amount), currency))
    except NotWritableError:
        return ""


def _money(row: MoneyRow) -> dict[str, Json]:
    return {"label": row.label, "amount": grouped(row.amount), "rank": row.rank.value, "brief": row.brief}


def _so_far(documents: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [[one["period"], *(grouped(one[name]) for name in _SO_FAR)] for one in documents]


def _working(line: Mapping[str, Any], document: Mapping[str, Any], lang: str) -> dict[str, Json]:
    title, place = line_head(line, document, lang)
    nodes: list[Json] = [{"depth": depth, "text": text} for depth, text in node_text(line["explain"], lang)]
    return {"title": title, "place": place, "nodes": nodes}
