"""A statement, and the tree behind a line, as text that a person reads in a terminal. Works from the JSON alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from assay.cli.monitor_text import monitor_lines
from assay.cli.tables import pad, table, width
from assay.i18n import translate

_MARKS = {"met": "●", "missed": "■", "provisional": "◐", "waiting": "◐", "held": "◐", "excluded": "○"}
_COLUMNS = 46
_OF_LEADS = frozenset(("valid_leads", "sales_qualified_leads", "cost_per_valid_lead", "record_completeness"))
_OF_SESSIONS = frozenset(("form_completion_rate", "visitors"))
_OF_SPEND = frozenset(("cost_per_valid_lead",))


def statement_lines(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """The whole statement: head, KPIs, money from the fee to the payable, rights that arose, notes."""
    contract = document["contract"]
    head = {
        "contract": contract["id"],
        "contract_version": contract["version"],
        "period": document["period"],
        "version": document["version"],
        "as_of": f"{document['as_of'][:16].replace('T', ' ')} {document['as_of'][-6:]}",
        "currency": document["currency"],
    }
    title = translate(lang, "statement.title", head)
    yield title
    yield translate(lang, "statement.under_title", head)
    yield "═" * max(width(title), 76)
    yield from _kpis(document, lang)
    yield ""
    yield from _money(document, lang)
    yield from _rights(document, lang)
    yield from _open_matters(document, lang)
    yield from monitor_lines(document, lang, lambda text: _short(text, 2))


def explanation_lines(
    line: Mapping[str, Any], document: Mapping[str, Any], rows: Mapping[str, Any], lang: str
) -> Iterator[str]:
    """One line of a statement: amount, contract line, the tree, and under each lot the leads that hang on it."""
    place = line["place"]
    yield f"{_label(line, lang)}  {grouped(line['amount'])} {document['currency']}"
    params = {"file": place["file"], "line": place["line"], "exact": _exact(line["exact"])}
    yield "  " + translate(lang, "explain.place", params)
    for depth, text in node_text(line["explain"], lang):
        yield "  " * (depth + 1) + text
    for lot in lots_of(line, rows):
        yield "  " + translate(lang, "explain.rows", {"lot": lot})
        leads = [_lead_row(row, lang) for row in rows[lot]]
        yield from ("    " + row for row in table([_row_head(lang), *leads]))
    for facts in _facts_behind(line):
        yield "  " + translate(lang, "explain.facts", {"table": facts})


def _lead_row(row: Sequence[str], lang: str) -> list[str]:
    number, created, verdict, reason, *where = row
    return [number, created, translate(lang, f"verdict.{verdict}"), word_of(lang, "reason", reason), *where]


def lots_of(line: Mapping[str, Any], rows: Mapping[str, Any]) -> list[str]:
    """The spend lots that a line speaks of, and its month where it counts leads, each once, if there are leads for it."""
    places = [part["params"].get("lot") for part in _nodes(line["explain"])]
    if _metrics(line) & _OF_LEADS:
        places.append(line["period"])
    return [place for place in dict.fromkeys(places) if place in rows]


def _metrics(line: Mapping[str, Any]) -> set[str]:
    return {node["params"]["metric"] for node in _nodes(line["explain"]) if "metric" in node["params"]}


def _facts_behind(line: Mapping[str, Any]) -> list[str]:
    """Canonical tables whose rows a line adds up, for ``assay facts``."""
    metrics = _metrics(line)
    spend = any("rate_source" in node["params"] for node in _nodes(line["explain"])) or metrics & _OF_SPEND
    return [*(["sessions"] if metrics & _OF_SESSIONS else []), *(["spend"] if spend else [])]


def node_text(node: Mapping[str, Any], lang: str, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Depth and sentence of each node of an explanation, with its value behind it unless the sentence ends on it."""
    params = {key: _shown(key, value, lang) for key, value in node["params"].items()}
    text = translate(lang, node["code"], params)
    plain = text.rstrip("。.")
    exact = "" if node["exact"] is None else _short(node["exact"])
    yield depth, f"{plain} → {exact}" if exact and not plain.endswith(f" {exact}") else text
    for child in node["children"]:
        yield from node_text(child, lang, depth + 1)


def grouped(amount: str) -> str:
    """A decimal amount with thousands separators and a true minus sign."""
    whole, point, digits = amount.lstrip("-").partition(".")
    text = f"{int(whole):,}{point}{digits}"
    return f"−{text}" if amount.startswith("-") else text


def _kpis(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    rows = [
        [
            translate(lang, f"statement.kpi.{column}")
            for column in ("name", "days", "target", "value", "state")
        ]
    ]
    for kpi in document["kpis"]:
        days = kpi["period"] if kpi["period"] != document["period"] else ""
        if _is_week(kpi):
            days = f"{kpi['from'][5:]}…{kpi['to'][5:]}"
        word = translate(lang, f"state.{kpi['state']}")
        name = translate(lang, f"metric.{kpi['metric']}")
        target = _figure(kpi["target"], kpi)
        rows.append([f"{kpi['id']} {name}", days, target, _value(kpi), f"{_MARKS[kpi['state']]} {word}"])
    if len(rows) > 1:
        yield from table(rows, right=frozenset({2, 3}))


def _is_week(kpi: Mapping[str, Any]) -> bool:
    return not (kpi["from"].endswith("-01") and kpi["from"][:7] == kpi["to"][:7] and kpi["to"][8:] >= "28")


def _value(kpi: Mapping[str, Any]) -> str:
    if kpi["value"] is None:
        return "–"
    value = next(
        shown
        for decimals in (2, 4, 8, 16)
        if _tells_apart(shown := _figure(kpi["value"], kpi, decimals), kpi)
    )
    if kpi["numerator"] is None:
        return value
    return f"{_short(kpi['numerator'])} / {_short(kpi['denominator'])} {_equals(value)}"


def _tells_apart(shown: str, kpi: Mapping[str, Any]) -> bool:
    """Whether a value as shown differs from its target when the two differ: 34.996% is never printed as 35%."""
    return Fraction(kpi["value"]) == Fraction(kpi["target"]) or shown.lstrip("≈") != _figure(
        kpi["target"], kpi
    )


def _figure(text: str, kpi: Mapping[str, Any], decimals: int = 2) -> str:
    """A target or a value, a ratio in percent."""
    if kpi["kind"] != "ratio":
        return _short(text, decimals)
    return f"{_short(str(Fraction(text) * 100), decimals)}%"


def _money(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    on_invoice = [line for line in document["lines"] if line["head"] in ("fee_reduction", "bonus")]
    set_off = [line for line in document["lines"] if line["head"] not in ("fee_reduction", "bonus")]
    yield _amount(translate(lang, "statement.fee"), document["fee"])
    for line in on_invoice:
        yield _amount("  " + _label(line, lang), line["amount"], _brief(line, lang))
    yield _amount(translate(lang, "statement.invoice_basis"), document["invoice_basis"])
    for line in set_off:
        yield _amount("  " + _label(line, lang), line["amount"], _brief(line, lang))
    yield _amount(translate(lang, "statement.set_offs"), document["set_offs"])
    for item in document["suspense"]:
        key = "statement.suspense_in" if item["amount"].startswith("-") else "statement.suspense_out"
        yield _amount("  " + translate(lang, key, {"id": item["id"]}), item["amount"])
    for due in document["due"]:
        if due["amount"] == document["fee"] and not due["withheld"].strip("0."):
            continue  # the month's fee, due with the month, stands on top already
        yield _amount("  " + _due_label(due, lang), due["amount"])
        if due["withheld"].strip("0."):
            yield _amount("  " + translate(lang, "statement.withheld"), f"-{due['withheld']}")
    yield from _tax(document, lang)
    for side in ("before", "after"):
        if document["carry"][side].strip("-0."):
            yield _amount("  " + translate(lang, f"statement.carry_{side}"), document["carry"][side])
    yield "─" * 76
    currency = {"currency": document["currency"]}
    yield _amount(translate(lang, "statement.payable", currency), document["payable"])
    if _is_some(document["claim"]):
        yield _amount(translate(lang, "statement.claim", currency), document["claim"])
    yield from _bonds(document, lang)


def _due_label(due: Mapping[str, Any], lang: str) -> str:
    """What falls due; the payment of an early end and the release of a retention in words."""
    if due["id"] == "termination":
        back = due["amount"].startswith("-")
        return translate(lang, "statement.ending_back" if back else "statement.ending")
    if due["id"] == "retention":
        return translate(lang, "statement.retention")
    return translate(lang, "statement.due", {"id": due["id"]})


def _bonds(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """What bonds hold, and what moved; nothing once a bond is empty."""
    for bond in document["bonds"]:
        for word in ("drawn", "released", "held"):
            if _is_some(bond[word]):
                label = translate(lang, f"statement.bond_{word}", {"id": bond["id"]})
                yield _amount("  " + label, bond[word])


def _is_some(amount: str) -> bool:
    return bool(amount.strip("-0."))


def _rights(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    for firing in document["triggers"]:
        rights = ", ".join(word_of(lang, "word", word) for word in firing["then"])
        yield translate(
            lang, "statement.trigger", {"id": firing["id"], "period": firing["period"], "rights": rights}
        )


def _tax(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Value-added tax, where the contract speaks of it."""
    tax = document.get("tax")
    if tax is None:
        return
    rate = {"rate": f"{_short(str(Fraction(tax['rate']) * 100))}%"}
    shown = tax["tax"] if tax["prices"] == "inclusive" else tax["added"]
    yield _amount("  " + translate(lang, f"statement.tax.{tax['prices']}", rate), shown)
    if tax["remedies_tax"].strip("-0."):
        yield _amount("  " + translate(lang, "statement.remedies_tax"), f"-{tax['remedies_tax']}")


def _open_matters(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """What is owed beside the payable, disputes that wait, and months settled anew."""
    tax = document.get("tax")
    if tax is not None and tax["credit_note"].strip("0."):
        yield translate(lang, "statement.credit_note", {"amount": grouped(tax["credit_note"])})
    yield from _in_kind(document, lang)
    for dispute in document.get("disputes", ()):
        yield translate(lang, "statement.dispute", {"id": dispute})
    for item in document.get("reissues", ()):
        params = {key: item[key] for key in ("period", "version", "reason")}
        yield translate(lang, "statement.reissue", params)


def _in_kind(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Units that are owed or were made good, and duties that were not met; those still to come stand in the JSON alone."""
    for item in document.get("make_good", ()):
        params = {"id": item["id"], "owed": _short(item["owed"]), "due_on": item["due_on"]}
        yield translate(lang, f"statement.make_good.{item['state']}", params)
    for duty in document.get("duties", ()):
        if duty["state"] in ("late", "unreported"):
            params = {
                "id": _duty_name(lang, duty["id"]),
                "party": translate(lang, f"party.{duty['party']}"),
                "due_on": duty["due_on"],
            }
            yield translate(lang, f"statement.duty.{duty['state']}", params)


def _duty_name(lang: str, duty: str) -> str:
    """A duty and its part in words; behind them the month or the incident that it is of."""
    name, _, of = duty.partition("@")
    words = (_duty_word(lang, word) for word in name.split("/"))
    return " ".join(filter(None, (" / ".join(words), of)))


def _duty_word(lang: str, word: str) -> str:
    """The word of a statement, else that of the printed contract, else as written."""
    for key in (f"duty.{word}", f"plain.word.{word}"):
        try:
            return translate(lang, key)
        except KeyError:
            continue
    return word


def word_of(lang: str, group: str, word: str) -> str:
    """A word of the contract in the reader's language, or as written when the catalogue has none."""
    try:
        return translate(lang, f"{group}.{word}")
    except KeyError:
        return word


def _amount(label: str, amount: str, brief: str = "") -> str:
    line = pad(label, _COLUMNS) + pad(grouped(amount), 14, right=True)
    return f"{line}   {brief}".rstrip()


def _label(line: Mapping[str, Any], lang: str) -> str:
    head = translate(lang, f"head.{line['head']}")
    cut = line["explain"]["params"].get("cuts") if line["explain"]["code"] == "explain.cap" else None
    if cut:
        head = translate(lang, "statement.cap_of", {"clause": cut})
    return f"{line['id']} {head}"


def _brief(line: Mapping[str, Any], lang: str) -> str:
    """The working in one short run, where one fits: a single fee lot or a bonus; else how many parts there are."""
    node = line["explain"]
    if node["code"] == "explain.true_up":
        return translate(lang, "brief.true_up", node["params"])
    parts = [child for child in node["children"] if child["code"] == "explain.fee_lot"]
    if len(parts) == 1:
        return translate(
            lang, "brief.fee_lot", {key: _short(value) for key, value in parts[0]["params"].items()}
        )
    if node["code"] == "explain.bonus":
        return translate(lang, "brief.bonus", node["params"])
    lots = [
        child for child in node["children"] if child["code"].endswith("_lot") and Fraction(child["exact"])
    ]
    return translate(lang, "brief.lots", {"n": str(len(lots))}) if lots else ""


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node["children"]:
        yield from _nodes(child)


def _shown(key: str, value: str, lang: str) -> str:
    if key == "state":
        return translate(lang, f"state.{value}")
    if key == "holds":
        return translate(lang, "word.yes" if value == "True" else "word.no")
    if key == "per":
        return word_of(lang, "word", value)
    if key == "party":
        return translate(lang, f"party.{value}")
    if key == "unit":
        return word_of(lang, "unit", value)
    return _short(value)


def _equals(shown: str) -> str:
    """A figure behind its sign: ``= 42.5``, or ``≈ 41.94`` where decimals were cut."""
    return f"≈ {shown[1:]}" if shown.startswith("≈") else f"= {shown}"


def _exact(text: str) -> str:
    """A figure in full: decimals where few are enough, else the fraction with its decimals behind."""
    shown = _short(text)
    return f"{text.replace('-', '−')} {_equals(shown)}" if shown.startswith("≈") else shown


def _short(text: str, decimals: int = 4) -> str:
    """A number as a person reads it: a few decimals, ``≈`` where more were cut; other text as it is."""
    try:
        value = Fraction(text)
    except ValueError:
        return text
    scaled = value * 10**decimals
    whole = int(abs(scaled) + Fraction(1, 2))
    digits = str(whole).rjust(decimals + 1, "0")
    shown = f"{digits[:-decimals]}.{digits[-decimals:]}".rstrip("0").rstrip(".")
    sign = "−" if value < 0 and whole else ""
    return f"{'' if scaled.denominator == 1 else '≈'}{sign}{shown}"


def _row_head(lang: str) -> list[str]:
    return [
        translate(lang, f"leads.column.{name}")
        for name in ("id", "created", "verdict", "reason", "file", "row")
    ]
