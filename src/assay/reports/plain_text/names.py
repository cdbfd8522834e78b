"""What the contract calls its KPIs, monitors and instalments, as people say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Payment
from assay.core.metrics.catalogue import AUDITED, FORMULA_RATIO
from assay.i18n import translate
from assay.reports.plain_text.marks import cited


def names_of(contract: Contract, lang: str) -> Mapping[str, str]:
    """KPI or monitor → the name of its metric; its id where the metric does not tell it from the others."""
    metrics = {name: monitor.metric for name, monitor in contract.monitors.items()}
    metrics |= {name: kpi.metric for name, kpi in contract.kpis.items()}
    used = Counter(metrics.values())
    return {name: _name(name, metric, used, lang) for name, metric in metrics.items()}


def instalment_of(contract: Contract, payment_id: str, lang: str) -> str:
    """What an instalment is to the trade, with its id; the id alone where there is no such payment."""
    payment = next((item for item in contract.payments if item.id == payment_id), None)
    if payment is None:
        return cited(payment_id)
    return translate(lang, f"plain.instalment.{_role(payment)}", {"name": cited(payment.id)})


def _role(payment: Payment) -> str:
    return "prepayment" if payment.prepayment else payment.on


def _name(name: str, metric: str, used: Counter[str], lang: str) -> str:
    if metric in (FORMULA_RATIO, AUDITED):
        return translate(lang, "plain.named.by_id", {"name": cited(name)})
    said = translate(lang, f"metric.{metric}")
    if used[metric] == 1:
        return said
    return translate(lang, "plain.named.with_id", {"name": cited(name), "said": said})
