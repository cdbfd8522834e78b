"""What the rows of a statement are called on paper: in words what it is, and its code, which stands small beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assay.core.contract.model import Contract
from assay.core.contract.outline.annexes import monitors
from assay.core.contract.outline.remedies import triggers
from assay.core.explain import Node
from assay.core.settlement.disputed import own_line
from assay.i18n import translate
from assay.i18n.statement import MoneyRow
from assay.reports.blocks import plain
from assay.reports.plain_text.marks import spaced, text_of
from assay.reports.plain_text.names import instalment_of, names_of
from assay.reports.plain_text.values import Teller

_CAP, _PARTIES = "cap", ("buyer", "vendor")
_OF_ITSELF = {"force_majeure": "called.force_majeure", "disputes/audit_cost": "called.audit_cost"}


@dataclass(frozen=True, slots=True)
class Called:
    """Words and code of a row; the code is empty where the words say all."""

    words: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Names the rows of one statement.

    Attributes:
        contract: The version whose clauses and KPIs the statement speaks of.
        lang: ``zh`` or ``en``.
    """

    contract: Contract
    lang: str

    def kpi(self, kpi: Mapping[str, Any], currency: str) -> str:
        """A KPI by its metric; one that is money names its currency, for spend beside it may be in another."""
        name = self.kpi_by_id(kpi["id"])
        return self._say("in_currency", name=name, currency=currency) if is_money(kpi) else name

    def kpi_by_id(self, kpi_id: str) -> str:
        """The metric of one of the contract's KPIs, with its id only where the metric does not tell it from the others."""
        name = names_of(self.contract, self.lang).get(kpi_id)
        return kpi_id if name is None else plain(text_of(name))

    def line(self, line_id: str, *, with_month: bool = True) -> Called:
        """A line, or the slice of one that waits: ``C1/qualified@2027-01``."""
        name = own_line(line_id)
        words = first_upper(self._what(name))
        month, _, version = line_id.removeprefix(name).removeprefix("@").partition("v")
        if not month or not with_month:
            return Called(words, line_id)
        return Called(self._say("of_month", name=words, period=month), line_id if version else name)

    def of_days(self, words: str, days: str) -> str:
        """What something is, with its month or its days."""
        return self._say("of_month", name=words, period=days)

    def row(self, row: MoneyRow) -> Called:
        """A row of money; one that is neither of a clause nor of an instalment has its own label."""
        part, _, found = row.part.partition("/")
        if part == "line":
            return self.line(found)
        if part == "suspense":
            what = self.line(found)
            return Called(self._say(f"suspense_{row.way}", what=what.words), what.code)
        if part == "due" and any(payment.id == found for payment in self.contract.payments):
            return Called(self._say("due", what=self._instalment(found)))
        return Called(first_upper(row.label))

    def formula(self, text: str) -> str:
        """A formula of the contract in words."""
        teller = Teller(self.lang, self.contract, names_of(self.contract, self.lang))
        return self._unmarked(teller.formula(text))

    def trigger(self, trigger_id: str) -> str:
        """What a trigger watches for, as the contract prints it; nothing where the contract has none of this name."""
        node = next(
            (one for one in triggers(self.contract) if one.params.get("trigger_id") == trigger_id), None
        )
        return (
            "" if node is None else self._told(node).partition(":" if self.lang == "en" else "：")[2].strip()
        )

    def bounds(self, monitor_id: str, *codes: str) -> str:
        """What the contract says of a monitor's limit, of its alert or of its review, as sentences."""
        node = next(
            (one for one in monitors(self.contract) if one.params.get("named_kpi") == monitor_id), None
        )
        found = () if node is None else (one for one in node.children if one.code in codes)
        return (" " if self.lang == "en" else "").join(f"{self._told(one)}{self._stop}" for one in found)

    @property
    def _stop(self) -> str:
        return "." if self.lang == "en" else "。"

    def _told(self, node: Node) -> str:
        """A paragraph of the contract without its full stop."""
        teller = Teller(self.lang, self.contract, names_of(self.contract, self.lang))
        return plain(text_of(teller.say(node))).removesuffix(self._stop)

    def _instalment(self, payment_id: str) -> str:
        return self._unmarked(instalment_of(self.contract, payment_id, self.lang))

    def _unmarked(self, said: str) -> str:
        return plain(text_of(spaced(said) if self.lang == "zh" else said))

    def _what(self, name: str) -> str:
        """A line without its month: what its clause or cap is for."""
        if name in _OF_ITSELF:
            return translate(self.lang, _OF_ITSELF[name])
        rule, _, part = name.partition("/")
        if any(cap.id == rule for cap in self.contract.caps):
            return self._say("cap", what=self._what(part))
        clause = next((one for one in self.contract.clauses if one.id == rule), None)
        if clause is None:
            return name
        kind = self._say(f"kind.{clause.kind}")
        if part == _CAP:
            return self._say("bonus_cap", what=self.kpi_by_id(clause.subject))
        if part in _PARTIES:
            return self._say("of_party", name=kind, party=translate(self.lang, f"party.{part}"))
        return self._of_kpi(part or clause.subject, kind)

    def _of_kpi(self, kpi_id: str, kind: str) -> str:
        return (
            self._say("kpi_item", kpi=self.kpi_by_id(kpi_id), kind=kind)
            if kpi_id in self.contract.kpis
            else kind
        )

    def _say(self, key: str, **params: str) -> str:
        return translate(self.lang, f"called.{key}", params)


def first_upper(text: str) -> str:
    """A text as heads of columns and sentences begin."""
    return text[:1].upper() + text[1:]


def is_money(kpi: Mapping[str, Any]) -> bool:
    """Whether a KPI is an amount for each of something."""
    return bool(kpi["kind"] == "cost_per_unit")
