"""Values of an outline in words; the last part of a parameter's name says which kind it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from assay.core.contract.model import Contract
from assay.core.deadlines import Deadline, parse_deadline
from assay.core.explain import Node
from assay.core.formula import parse
from assay.core.money import Money, decimal_text, exponent, is_currency
from assay.core.period import Month, parse_day
from assay.core.quantity import Quantity, QuantityError
from assay.i18n import catalogue, translate
from assay.i18n.chinese_numbers import TOO_MUCH, cny_words
from assay.reports.plain_text.formulas import FormulaTeller
from assay.reports.plain_text.marks import cited, spaced, written
from assay.reports.plain_text.names import instalment_of

_WORD_AND_TIME = re.compile(r"([a-z_]+) ([0-9]{1,4} [a-z]+)")
_WORD_AND_MORE = re.compile(r"([a-z_]+): (.+)")
_REFERENCE = re.compile(r"[A-Za-z0-9_.:/-]+")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OPERATORS = {">=": "least", "<=": "most", "=": "equal"}


@dataclass(frozen=True, slots=True)
class Teller:
    """Says the nodes of an outline in one language.

    Attributes:
        names: KPI or monitor → its name in this language.
    """

    lang: str
    contract: Contract
    names: Mapping[str, str]

    def say(self, node: Node) -> str:
        """The node's sentence with its values in words."""
        params = {name: self._value(name, text) for name, text in node.params.items()}
        said = translate(self.lang, node.code, params)
        return spaced(said) if self.lang == "zh" else said[:1].upper() + said[1:]

    def cells(self, node: Node) -> tuple[str, ...]:
        """The cells of a row; empty for what is no row of a table. A row's sentence is written ``| … | … |``."""
        sentence = catalogue(self.lang)[node.code]
        if not sentence.startswith("| "):
            return ()
        params = {name: self._value(name, text) for name, text in node.params.items()}
        said = (cell.format_map(params) for cell in sentence[2:-2].split(" | "))
        return tuple(map(spaced, said)) if self.lang == "zh" else tuple(said)

    def _value(self, name: str, text: str) -> str:
        kind = name.rpartition("_")[2]
        if kind in _SAYERS:
            return _SAYERS[kind](self, text)
        said = (_SAYERS[_SEVERAL[kind]](self, item) for item in text.split("\n"))
        return self._listed(said)

    def _sentence(self, key: str, **params: str) -> str:
        return translate(self.lang, f"plain.{key}", params)

    def _listed(self, items: Iterable[str]) -> str:
        """Several as one list."""
        return reduce(lambda left, right: self._sentence("list", left=left, right=right), items)

    def bilingual(self, text: str) -> str:
        """The line of this language."""
        zh, _, en = text.partition("\n")
        return written(zh if self.lang == "zh" else en)

    def word(self, code: str) -> str:
        """A word of the contract language; one that no catalogue knows is the writer's own."""
        key = f"plain.word.{code}"
        return translate(self.lang, key) if key in catalogue(self.lang) else written(code.replace("_", " "))

    def cause(self, name: str) -> str:
        """A clause or rule of the contract, or a cause that the language knows."""
        own = {clause.id for clause in self.contract.clauses} | {rule.id for rule in self.contract.lead_rules}
        return cited(name) if name in own else self.word(name)

    def paper(self, name: str) -> str:
        """A paper beside the contract: named by a word, cited by its reference, or as the writer calls it."""
        if f"plain.word.{name}" in catalogue(self.lang):
            return self.word(name)
        return cited(name) if _REFERENCE.fullmatch(name) else written(name)

    def loose(self, text: str) -> str:
        """A word, a time, or both; else a text of the writer."""
        if f"plain.word.{text}" in catalogue(self.lang):
            return self.word(text)
        if more := _WORD_AND_MORE.fullmatch(text):
            values = self._listed(map(self.loose, more[2].split(", ")))
            return self._sentence("with", word=self.word(more[1]), values=values)
        try:
            if both := _WORD_AND_TIME.fullmatch(text):
                return self._sentence("word_and_time", word=self.word(both[1]), time=self.time(both[2]))
            return self.time(text)
        except QuantityError:
            return self.word(text)

    def time(self, text: str) -> str:
        """A length of time."""
        return self._counted("time", parse_deadline(text))

    def rhythm(self, text: str) -> str:
        """How often."""
        number, _, unit = text.rpartition(" ")
        if number in ("", "1"):
            return self._sentence(f"rhythm.{unit}")
        return self._sentence("rhythm.many", time=self.time(text))

    def _counted(self, key: str, length: Deadline) -> str:
        one = ".one" if length.amount == 1 else ""
        return self._sentence(f"{key}{one}.{length.unit}", n=str(length.amount))

    def run(self, text: str) -> str:
        """Periods in a row."""
        times, per = text.split(" ")
        return self._sentence(f"run.{per}" if times != "1" else f"run.one.{per}", n=times)

    def day(self, text: str) -> str:
        """A date."""
        day = parse_day(text)
        month = self._sentence(f"month.{day.month}")
        return self._sentence("day", year=str(day.year), month=month, day=str(day.day))

    def month(self, text: str) -> str:
        """A month of a year."""
        month = Month.parse(text)
        named = self._sentence(f"month.{month.month}")
        return self._sentence("year_month", year=str(month.year), month=named)

    def seasons(self, text: str) -> str:
        """Months with their factors."""
        pairs = (line.split(" ") for line in text.split("\n"))
        said = (
            self._sentence("season_of", month=self._sentence(f"month.{number}"), factor=self.num(factor))
            for number, factor in pairs
        )
        return self._listed(said)

    def clock(self, text: str) -> str:
        """A time of day."""
        return "{:02d}:{:02d}".format(*divmod(int(text), 60))

    def weekday(self, text: str) -> str:
        """A weekday."""
        return self.word(_WEEKDAYS[int(text)])

    def num(self, text: str) -> str:
        """A plain number."""
        return decimal_text(Fraction(text))

    def ratio(self, text: str) -> str:
        """A share of one, in per cent."""
        return f"{decimal_text(Fraction(text) * 100)}%"

    def amount(self, text: str) -> str:
        """Money in figures; an amount finer than its minor unit is rounded, with the exact one beside it."""
        amount, currency = text.split(" ")
        exact, money = Fraction(amount), Money.of(Fraction(amount), currency)
        key = "money.cny" if currency == "CNY" else "money.other"
        said = self._sentence(key, currency=currency, figures=_grouped(money.decimal))
        if money.amount == exact:
            return said
        return self._sentence("money.rounded", money=said, exact=decimal_text(exact))

    def money(self, text: str) -> str:
        """Money in figures; renminbi in Chinese also written out."""
        amount, currency = text.split(" ")
        said = self.amount(text)
        rounded = Money.of(Fraction(amount), currency)
        if currency != "CNY" or self.lang != "zh" or rounded.amount >= TOO_MUCH:
            return said
        return self._sentence("money.in_words", money=said, words=cny_words(rounded))

    def qty(self, text: str) -> str:
        """A number with its unit."""
        number, _, unit = text.partition(" ")
        return self.quantity(Quantity(Fraction(number), unit))

    def quantity(self, quantity: Quantity) -> str:
        """A number with its unit: a percentage, money, an exchange rate, a count, or one of these per another."""
        over, _, under = quantity.unit.partition("/")
        if over == "%":
            return self.ratio(str(quantity.value))
        if is_currency(over) and is_currency(under):
            figures = decimal_text(quantity.value)
            return self._sentence("exchange", home=over, foreign=under, figures=figures)
        said = self._money_or_count(quantity.value, over)
        if not under:
            return said
        key = f"plain.per.{under}"
        per = key if key in catalogue(self.lang) else "plain.per.other"
        return translate(self.lang, per, {"said": said, "unit": self.word(under)})

    def _money_or_count(self, value: Fraction, unit: str) -> str:
        if is_currency(unit):
            if (value * 10 ** exponent(unit)).denominator == 1:
                return self.amount(f"{value} {unit}")
            key = "money.cny" if unit == "CNY" else "money.other"
            return self._sentence(key, currency=unit, figures=decimal_text(value))
        if not unit:
            return decimal_text(value)
        key = f"unit.one.{unit}" if value == 1 else f"unit.{unit}"
        if f"plain.{key}" not in catalogue(self.lang):
            key = "unit.other"
        return self._sentence(key, n=_grouped(decimal_text(value)), unit=self.word(unit))

    def bound(self, text: str) -> str:
        """What must be reached or not exceeded; of what is counted another word than of a rate or a price."""
        operator, number, unit = text.split("\n")
        is_counted = bool(unit) and unit != "%" and "/" not in unit and not is_currency(unit)
        try:
            said = self._counted("time", Deadline(Fraction(int(number)), parse_deadline(unit).unit))
        except (QuantityError, ValueError):
            said = self.quantity(Quantity(Fraction(number), unit))
        return self._sentence(f"bound.{'count.' if is_counted else ''}{_OPERATORS[operator]}", value=said)

    def kpi(self, name: str) -> str:
        """A KPI or monitor."""
        return self.names[name]

    def metric(self, name: str) -> str:
        """A metric of the catalogue; a goal may name another."""
        key = f"metric.{name}"
        return translate(self.lang, key) if key in catalogue(self.lang) else self.word(name)

    def meaning(self, name: str) -> str:
        """What a metric measures."""
        return translate(self.lang, f"metric.{name}.meaning")

    def formula(self, text: str) -> str:
        """A formula in words."""
        return FormulaTeller(self.lang, self._formula_name, self.quantity).say(parse(text))

    def _formula_name(self, name: str) -> str:
        if name in self.names:
            return self.names[name]
        if name in self.contract.tables:
            return self._sentence("name.table", table=cited(name))
        kpi = name.removeprefix("kpi.").removesuffix(".met")
        if kpi in self.names:
            return self._sentence("name.met", kpi=self.names[kpi])
        return self._sentence(f"name.{name}")


def _grouped(figures: str) -> str:
    """Figures with a comma at every thousand."""
    whole, point, rest = figures.partition(".")
    if not whole.isdecimal():
        return figures
    return f"{int(whole):,}{point}{rest}"


_SAYERS: Mapping[str, Callable[[Teller, str], str]] = {
    "text": lambda _, text: written(text),
    "id": lambda _, text: cited(text),
    "bilingual": Teller.bilingual,
    "word": Teller.word,
    "time": Teller.time,
    "rhythm": Teller.rhythm,
    "run": Teller.run,
    "day": Teller.day,
    "month": Teller.month,
    "seasons": Teller.seasons,
    "clock": Teller.clock,
    "weekday": Teller.weekday,
    "num": Teller.num,
    "ratio": Teller.ratio,
    "amount": Teller.amount,
    "money": Teller.money,
    "qty": Teller.qty,
    "bound": Teller.bound,
    "kpi": Teller.kpi,
    "metric": Teller.metric,
    "meaning": Teller.meaning,
    "formula": Teller.formula,
    "cause": Teller.cause,
    "paper": Teller.paper,
    "payment": lambda teller, text: instalment_of(teller.contract, text, teller.lang),
    "one": Teller.loose,
}
_SEVERAL = {
    "texts": "text",
    "ids": "id",
    "words": "one",
    "loose": "one",
    "causes": "cause",
    "days": "day",
    "weekdays": "weekday",
}
