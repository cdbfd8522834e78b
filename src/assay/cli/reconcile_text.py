"""A reconciliation for a terminal: a table per pair, then silent days, altered months and the price of credit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from assay.cli.tables import table
from assay.core.money import decimal_text, round_half_away
from assay.core.reconciliation.lines import Line, Pair, State, Tolerance
from assay.i18n import translate
from assay.i18n.figures import grouped
from assay.services.reconcile import Reconciled
from assay.services.reconcile_rows import measure_name, number_text

_COLUMNS = ("month", "about", "first", "second", "difference", "explained", "residual", "allowed", "state")
_RIGHT = frozenset(range(2, 8))
_PERCENT, _NEAR = 100, 10_000


def page_lines(done: Reconciled, lang: str, *, every: bool) -> Iterator[str]:
    """The page. Lines that agree are counted and, unless ``every``, left out."""
    yield from _head(done, lang)
    for pair in Pair:
        yield from _pair(done, pair, lang, every=every)
    yield from _section(lang, "top_ups", _top_ups(done, lang))
    yield from _section(lang, "gaps", _gaps(done, lang))
    yield from _section(lang, "restated", _restated(done, lang))


def _head(done: Reconciled, lang: str) -> Iterator[str]:
    asked = done.asked
    yield translate(
        lang, "reconciliation.title", {"first": str(asked.months[0]), "last": str(asked.months[-1])}
    )
    if asked.contract and done.vendor:
        vendor = done.vendor.zh if lang == "zh" else done.vendor.en
        yield translate(
            lang, "reconciliation.contract", {"contract": asked.contract.first.id, "vendor": vendor}
        )
    if done.finish_by:
        month, day = max(done.finish_by.items())
        yield translate(lang, "reconciliation.finish_by", {"month": str(month), "day": day.isoformat()})
    counts = {state.value: str(sum(line.state is state for line in done.lines)) for state in State}
    yield translate(lang, "reconciliation.counts", {"lines": str(len(done.lines)), **counts})


def _pair(done: Reconciled, pair: Pair, lang: str, *, every: bool) -> Iterator[str]:
    lines = [line for line in done.lines if line.pair is pair]
    if not lines:
        return
    name = translate(lang, f"reconciliation.pair.{pair.value}")
    allowed = _allowed(done.asked.tolerances[pair], lang)
    yield ""
    yield translate(lang, "reconciliation.pair_title", {"pair": name, "name": pair.value, "allowed": allowed})
    shown = [line for line in lines if every or line.state is not State.AGREES]
    hidden = len(lines) - len(shown)
    if shown:
        head = [translate(lang, f"reconciliation.head.{column}") for column in _COLUMNS]
        yield from table([head, *(_row(line, lang) for line in shown)], right=_RIGHT)
    for line in shown:
        yield from _parts(line, lang)
    if hidden:
        yield "  " + translate(lang, "reconciliation.hidden", {"count": str(hidden)})


def _row(line: Line, lang: str) -> list[str]:
    values = (
        line.first,
        line.second,
        line.difference,
        line.explained_amount or None,
        line.residual,
        line.allowed,
    )
    return [
        str(line.month),
        _about(line, lang),
        *(_number(value, line.unit) for value in values),
        translate(lang, f"reconciliation.state.{line.state.value}"),
    ]


def _about(line: Line, lang: str) -> str:
    """What the figures are about: the campaign, else the account, else the file."""
    subject = line.campaign or line.account
    if line.pair is Pair.FILE_TOTALS:
        return f"{line.first_book} · {line.measure}"
    if line.measure:
        subject = f"{subject} · {measure_name(line.measure, lang)}"
    return f"{subject} {line.unit}".rstrip()


def _parts(line: Line, lang: str) -> Iterator[str]:
    """What explains a difference; of two exports of one account, which they are."""
    if line.pair in (Pair.EXPORTS_COUNTS, Pair.EXPORTS_COST):
        books = {"first": line.first_book, "second": line.second_book}
        yield "  " + translate(
            lang, "reconciliation.books", {"month": str(line.month), "about": _about(line, lang), **books}
        )
    for part in line.explained:
        params = {
            "month": str(line.month),
            "about": _about(line, lang),
            "amount": _number(part.amount, line.unit),
            "count": str(part.count),
        }
        yield "  " + translate(lang, f"reconciliation.why.{part.why}", params)


def _top_ups(done: Reconciled, lang: str) -> Iterator[str]:
    for one in done.top_ups:
        bought, cost = one.bought, one.cost
        if not (bought.topped_up or bought.free or cost):
            continue
        params = {
            "month": str(one.month),
            "account": one.account.name,
            "topped_up": _money(bought.topped_up, one.account.currency, lang),
            "free": _money(bought.free, one.account.currency, lang),
            "paid": _money(bought.paid, bought.currency, lang),
            "rate": _rate(bought.rate, lang),
            "spent": _money(cost.spent if cost else None, one.account.currency, lang),
            "spent_paid": _money(cost.paid if cost else None, cost.currency if cost else "", lang),
            "spent_rate": _rate(cost.rate if cost else None, lang),
        }
        yield translate(lang, "reconciliation.top_up", params)


def _gaps(done: Reconciled, lang: str) -> Iterator[str]:
    for gap in done.gaps:
        days = ", ".join(
            f"{one.start_on:%m-%d}" if one.days == 1 else f"{one.start_on:%m-%d}…{one.last_on:%m-%d}"
            for one in gap.stretches
        )
        params = {"month": str(gap.month), "book": str(gap.book), "count": str(gap.days), "days": days}
        yield translate(lang, "reconciliation.gap", params)


def _restated(done: Reconciled, lang: str) -> Iterator[str]:
    for one in done.restated:
        params = {
            "month": str(one.month),
            "book": str(one.book),
            "campaign": one.campaign,
            "measure": measure_name(one.measure, lang),
            "then": _known(one.then, one.unit, lang),
            "now": _known(one.now, one.unit, lang),
            "days": str(one.days),
            "first": one.day,
            "files": ", ".join(one.files) or "—",
        }
        yield translate(lang, "reconciliation.altered", params)


def _section(lang: str, name: str, lines: Iterator[str]) -> Iterator[str]:
    found: Sequence[str] = list(lines)
    if found:
        yield ""
        yield translate(lang, f"reconciliation.section.{name}")
        yield from (f"  {line}" for line in found)


def _allowed(tolerance: Tolerance, lang: str) -> str:
    share = f"{decimal_text(tolerance.share * _PERCENT)}%"
    if not tolerance.least:
        return share
    params = {"share": share, "least": decimal_text(tolerance.least)}
    return translate(lang, "reconciliation.allowed", params)


def _number(value: Fraction | None, unit: str) -> str:
    return "" if value is None else grouped(number_text(value, unit))


def _known(value: Fraction | None, unit: str, lang: str) -> str:
    return _number(value, unit) or translate(lang, "reconciliation.state.unknown")


def _money(value: Fraction | None, currency: str, lang: str) -> str:
    return (
        translate(lang, "reconciliation.state.unknown")
        if value is None
        else f"{_number(value, currency)} {currency}".rstrip()
    )


def _rate(value: Fraction | None, lang: str) -> str:
    """The exact rate, with four digits beside a fraction that no decimal holds."""
    if value is None:
        return translate(lang, "reconciliation.state.unknown")
    exact, near = decimal_text(value), Fraction(round_half_away(value * _NEAR), _NEAR)
    return f"{exact} ≈ {decimal_text(near)}" if "/" in exact else exact
