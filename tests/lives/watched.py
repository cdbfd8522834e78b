"""What is watched beside the paid counts: monitors with triggers, samples, a KPI by formula, silence of sales, duties."""

from __future__ import annotations

from typing import Any

from tests.properties.contracts import Length
from tests.properties.dice import Dice
from tests.properties.kpis import weighed

Document = dict[str, Any]


def add_kpis(dice: Dice, document: Document) -> None:
    """A KPI that a sample decides and one by formula; a source that may stand in."""
    kpis = document["kpis"]
    if dice.chance(35):
        every = dice.pick(("month", "quarter"))
        plan = {"n": str(dice.whole(20, 60)), "accept": str(dice.whole(2, 9))}
        sample = {"claim": ">= 90%", "every": every, "plan": plan, "draw": "public_seed", "auditor": "audit"}
        document["samples"] = {"replies": sample}
        kpis["answers"] = {
            "metric": "sample_pass",
            "source": "audit",
            "sample": "replies",
            "period": "month",
            "target": ">= 90%",
        }
    if {"valid_leads", "qualified"} <= set(kpis) and dice.chance(50):
        kpis["share"] = {
            "formula": "qualified / valid_leads",
            "source": "crm",
            "period": "month",
            "target": f">= {dice.whole(10, 35)}%",
        }
    for kpi in kpis.values():
        if kpi["source"] == "crm" and dice.chance(25):
            kpi["fallback"] = "audit"
    document["kpis"] = weighed(dice, kpis)


def add_monitors(dice: Dice, document: Document, length: Length) -> None:
    """Monitors, what is owed in kind for one of them, and triggers on others."""
    first_on = str(length.first.first_on)
    document["tables"] |= {
        "benchmark_cpc": {"rows": [{"from": first_on, "value": "9.50 CNY/click", "source": "baseline"}]},
        "contracted": {"rows": [{"from": first_on, "value": "250000 impression/month", "source": "plan"}]},
    }
    drawn = {
        "cpc": {
            "metric": "cpc",
            "period": "week",
            "limit": "<= 1.2 x benchmark_cpc",
            "floor_alert": "< 0.7 x benchmark_cpc",
        },
        "traffic": {"metric": "visitors", "period": "month", "review_below": "5000 visit"},
        "roi": {"metric": "roi_net", "period": "month", "review_below": "2"},
        "impressions": {"metric": "delivered_share", "of": "contracted", "period": "month"},
    }
    monitors = {name: item | {"source": "ads"} for name, item in drawn.items() if dice.chance(60)}
    document["monitors"] = monitors
    if "impressions" in monitors and dice.chance(80):
        clause = {"id": "C4", "priority": "40", "head": "make_good", "kind": "redelivery"}
        clause |= {"for": "impressions", "due": f"{dice.pick((10, 30, 60))} day"}
        document["clauses"].append(clause | ({"rate": "80 CNY/1000"} if dice.chance(60) else {}))
    triggers = document["triggers"]
    if "cpc" in monitors:
        when = {"monitor": "cpc", "rises_by": "15%", "against": "previous_week"}
        triggers.append({"id": "T3", "when": when, "for": "2 consecutive week", "then": ["alert"]})
    if "roi" in monitors:
        when = {"monitor": "roi", "per": "channel", "below": "2"}
        triggers.append({"id": "T4", "when": when, "after": "1 month", "then": ["review_channel"]})


def add_cures(dice: Dice, document: Document, days: str) -> None:
    """Time to cure before a trigger lets a party end the contract."""
    for trigger in document["triggers"]:
        if "kpi" in trigger["when"] and dice.chance(60):
            trigger["cure"] = f"{dice.whole(5, 30)} {days}"
            trigger["then"] = ["cure_notice", "termination_right"]


def add_basis(dice: Dice, document: Document) -> None:
    """A baseline below incremental targets, revised targets, and what the silence of sales means."""
    kpis = document["kpis"]
    metrics = [
        name for name in ("valid_leads", "visitors") if name in {kpi.get("metric") for kpi in kpis.values()}
    ]
    if metrics and dice.chance(25):
        units = {"valid_leads": "lead/month", "visitors": "visit/month"}
        document["baseline"] = {
            "window": "2025-10-01/2025-12-31",
            "values": {name: f"{dice.whole(1, 18)} {units[name]}" for name in metrics},
            "evidence": "annex_1",
            "target_basis": dice.pick(("incremental", "incremental", "total")),
        }
    if dice.chance(60):
        document["revision"] = {"every": dice.pick(("month", "quarter")), "max_change": "20%"}
    if "qualified" in kpis and dice.chance(50):
        silence = {"with_vendor_evidence": "deemed_qualified", "otherwise": "trailing_rate 3 month"}
        needs = {"all_of": ["need"], "any_of": ["video_call"]}
        document["qualification"] = {
            "sales": {"judge": "sales", "needs": needs, "within": "10 day", "silence": silence}
        }


def add_duties(dice: Dice, document: Document) -> None:
    """Duties of the vendor, what goes on after the end, and the reliefs of force majeure."""
    document["duties"]["vendor"] = {
        "heatmap": {"per": "month"},
        "ab_tests": {"count": ">= 3", "per": "month"},
        "reviews": {"per": "2 week"},
    }
    document["duties"]["survival"] = {"confidentiality": ">= 5 year", "non_compete_core_team": "2 year"}
    reliefs = ["prorate_target", "postpone", "part_refund"]
    document["force_majeure"] |= {"relief": dice.some(reliefs), "if_already_late": "no_relief"}
    if dice.chance(50):
        document["force_majeure"]["replace_after"] = f"{dice.pick((5, 10, 30))} day"
