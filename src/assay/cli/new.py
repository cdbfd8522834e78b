"""``assay new``: a first draft of a contract. ``assay schema``: the schema of a file, for editors and programs."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from assay.cli.options import check_new_file, lang_option, reports_findings
from assay.cli.usage import WrongValueError
from assay.core.findings import Finding, FindingsError
from assay.core.money import is_currency
from assay.core.period import Month, parse_day
from assay.core.quantity import QuantityError, parse_number
from assay.i18n import languages, translate

_MARKETS = re.compile(r"[A-Z]{2}(,[A-Z]{2})*")
_DEFAULTS = {"kind": "b2b_machinery", "goal": "leads", "market": "US,DE"}
# As services.drafts has them, which is imported only to write one; a test holds the two together.
_KINDS = ("b2b_machinery", "fmcg", "saas", "service")
_OUTPUT = "contract.yaml"
_GOALS = ("leads", "orders", "traffic", "awareness")


class _Markets(click.ParamType[str]):
    """Country codes, such as ``US,DE``."""

    name = "US,DE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        text = str(value).upper().replace(" ", "")
        if not _MARKETS.fullmatch(text):
            raise WrongValueError("new.no_markets", text, ctx, param)
        from assay.services.drafts import known_markets, unknown_markets

        unknown = unknown_markets(text.split(","))
        if unknown:
            known = " ".join(known_markets())
            raise WrongValueError("new.unknown_markets", ", ".join(unknown), ctx, param, known=known)
        return text


class _Fee(click.ParamType[tuple[Fraction, str]]):
    """An amount and its currency, such as ``30000 CNY``."""

    name = "30000 CNY"

    def convert(
        self,
        value: Any,  # noqa: ANN401
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[Fraction, str]:
        words = value.split() if isinstance(value, str) else list(value)
        try:
            amount = parse_number(words[0])
        except (QuantityError, IndexError):
            amount = Fraction(0)
        if amount <= 0 or len(words) != 2 or not is_currency(words[1]):
            raise WrongValueError("new.no_fee", " ".join(map(str, words)), ctx, param)
        return amount, words[1]


class _FirstDay(click.ParamType[Month]):
    """The first day of a month, such as ``2027-01-01``."""

    name = "2027-01-01"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:  # noqa: ANN401
        try:
            day = parse_day(str(value))
        except ValueError:
            day = date(2000, 1, 2)
        if day.day != 1:
            raise WrongValueError("new.no_first_day", str(value), ctx, param)
        return Month.of(day)


def _fee_given(
    ctx: click.Context, param: click.Parameter, value: tuple[str, str] | None
) -> tuple[str, str] | None:
    """Refuse what is no fee before the words that it swallowed are missed elsewhere."""
    if value is not None:
        _Fee().convert(value, param, ctx)
    return value


@click.command("new")
@click.option("--type", "kind", type=click.Choice(_KINDS), help="业务类型 / kind of business")
@click.option("--market", type=_Markets(), help="目标市场的国家代码 / country codes of the markets")
@click.option("--goal", type=click.Choice(_GOALS), help="目标 / what it is for")
@click.option(
    "--fee", nargs=2, type=str, callback=_fee_given, help="每月服务费和币种，例如 30000 CNY / fee of a month"
)
@click.option("--start", type=_FirstDay(), help="服务期第一天，某月 1 日；默认下月 / first day of service")
@click.option("--months", type=click.IntRange(1, 60), default=6, show_default=True, help="几个月 / length")
@click.option("--yes", is_flag=True, help="没有给出的用默认值，不提问 / ask nothing, take the defaults")
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(_OUTPUT),
    show_default=True,
    help="文件名，已有的不覆盖 / file name, never written over",
)
@lang_option
@reports_findings
def new_command(
    kind: str | None,
    market: str | None,
    goal: str | None,
    fee: tuple[str, str] | None,
    start: Month | None,
    months: int,
    yes: bool,
    target: Path,
    lang: str,
) -> None:
    """写一份带注释的合同初稿 / Write a commented first draft of a contract.

    没有给出的会逐项询问。 / What is not given is asked for.
    """
    from assay.services.drafts import Wish, draft

    check_new_file(target)
    kind = kind or _ask("kind", click.Choice(_KINDS), lang, yes=yes)
    market = market or _ask("market", _Markets(), lang, yes=yes)
    goal = goal or _ask("goal", click.Choice(_GOALS), lang, yes=yes)
    amount, currency = _fee(fee, lang, yes=yes)
    wish = Wish(
        kind=kind,
        goal=goal,
        markets=tuple(dict.fromkeys(market.split(","))),
        monthly=amount,
        currency=currency,
        first=start or _next_month(),
        months=months,
        goal_texts={each: translate(each, f"new.goal.{goal}") for each in languages()},
    )
    target.write_text(draft(wish, lang), "utf-8")
    click.echo(translate(lang, "new.written", {"path": str(target)}))


def _ask(name: str, form: click.ParamType[str], lang: str, *, yes: bool) -> str:
    if yes:
        return _DEFAULTS[name]
    answer: str = click.prompt(
        translate(lang, f"new.ask.{name}"), type=form, default=_DEFAULTS[name], err=True
    )
    return answer


def _fee(given: tuple[str, str] | None, lang: str, *, yes: bool) -> tuple[Fraction, str]:
    if given is not None:
        return _Fee().convert(given, None, None)
    if yes:
        return Fraction(30000), "CNY"
    answer: tuple[Fraction, str] = click.prompt(
        translate(lang, "new.ask.fee"), type=_Fee(), default="30000 CNY", err=True
    )
    return answer


def _next_month() -> Month:
    from assay.bootstrap import SystemClock

    return Month.of(SystemClock().now().date()).plus(1)


@click.command("schema")
@click.argument("name", required=False)
@lang_option
@reports_findings
def schema_command(name: str | None, lang: str) -> None:
    """打印一种文件的 JSON Schema ，供编辑器和程序使用 / Print the JSON Schema of a kind of file, for editors and programs.

    NAME: contract, amendment, measurements, statement…
    """
    del lang
    from assay.bootstrap import schema_folder

    folder = schema_folder()
    known = sorted(path.name.removesuffix(".schema.json") for path in folder.glob("*.schema.json"))
    if name is None:
        raise FindingsError([Finding("cli.schema_needed", params={"expected": ", ".join(known)})])
    if name not in known:
        params = {"found": name, "expected": ", ".join(known)}
        raise FindingsError([Finding("cli.no_such_schema", params=params)])
    click.echo((folder / f"{name}.schema.json").read_text("utf-8"), nl=False)
