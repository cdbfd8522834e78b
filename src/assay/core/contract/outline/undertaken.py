"""Articles on what the parties undertake: sources of record, access, duties of both sides, what survives the end."""

from __future__ import annotations

from collections.abc import Mapping

from assay.core.contract.judged import Duty
from assay.core.contract.model import Contract, SourceOfRecord
from assay.core.contract.outline.values import several, when, written
from assay.core.contract.undertakings import VendorDuty
from assay.core.explain import Node


def sources(contract: Contract) -> tuple[Node, ...]:
    """Whose data count for what."""
    if not contract.sources:
        return ()
    nodes = tuple(_source(source) for source in contract.sources.values())
    return (Node("plain.source.of_record"), *nodes)


def _source(source: SourceOfRecord) -> Node:
    zone = source.zone
    children = (
        *when(source.kind, Node("plain.source.kind", {"kind_loose": source.kind})),
        *when(source.of_record_for, Node("plain.source.for", {"facts_words": several(source.of_record_for)})),
        *when(source.definition_ref, Node("plain.source.definition", {"named_paper": source.definition_ref})),
        *when(source.access, Node("plain.source.access", {"parties_words": several(source.access)})),
        *(() if zone is None else (Node("plain.source.zone", {"zone_id": zone.key}),)),
        *when("spend" in source.of_record_for, Node("plain.source.grain")),
        *when(source.account_day, Node("plain.source.account_day")),
    )
    params = {"source_id": source.id, "owner_word": source.owner}
    return Node("plain.source", params, children=children)


def access(contract: Contract) -> tuple[Node, ...]:
    """Who may see, export and keep the data, who owns the accounts, and what is handed over."""
    terms = contract.access
    owner = terms.account_ownership
    return (
        *when(terms.dashboard, Node("plain.access.dashboard", {"fresh_loose": terms.dashboard})),
        *when(terms.export, Node("plain.access.export", {"formats_words": several(terms.export)})),
        *when(terms.behaviour_backend, Node("plain.access.behaviour_backend")),
        *when(terms.raw_retention, Node("plain.access.raw", {"least_time": str(terms.raw_retention)})),
        *when(
            terms.personal_retention,
            Node("plain.access.personal", {"most_time": str(terms.personal_retention)}),
        ),
        *when(terms.tamper_alarm, Node("plain.access.tamper_alarm")),
        *when(owner, Node("plain.access.owner", {"owner_word": owner})),
        *_handover(contract),
    )


def _handover(contract: Contract) -> tuple[Node, ...]:
    terms = contract.access
    what = {"what_words": several(terms.handover_of)}
    if terms.handover is None:
        return when(terms.handover_of, Node("plain.access.handover", what))
    return (Node("plain.access.handover_within", what | {"within_time": str(terms.handover)}),)


def buyer_duties(contract: Contract) -> tuple[Node, ...]:
    """What the buyer owes, and what its lateness does for the vendor."""
    return tuple(_buyer_duty(duty) for duty in contract.duties.values())


def _buyer_duty(duty: Duty) -> Node:
    children = (
        *when(duty.within is not None, Node("plain.duty.within", {"within_time": str(duty.within)})),
        *when(duty.business_hours, Node("plain.hours.only")),
        *when(duty.notice is not None, Node("plain.duty.notice", {"notice_time": str(duty.notice)})),
        *when(duty.effect is not None, Node("plain.duty.effect", {"effect_word": f"effect_{duty.effect}"})),
    )
    return Node("plain.duty.buyer", {"duty_word": duty.id}, children=children)


def vendor_duties(contract: Contract) -> tuple[Node, ...]:
    """What the vendor owes beside the figures."""
    duties = contract.vendor_duties.values()
    own = (duty for duty in duties if written(contract.tree, "duties", "vendor", duty.id) is not None)
    return tuple(_vendor_duty(duty) for duty in own)


def _vendor_duty(duty: VendorDuty) -> Node:
    bound = several((duty.op, duty.least, duty.unit or _BOUNDS.get(duty.bound, "")))
    children = (
        *when(duty.rhythm is not None, Node("plain.duty.per", {"often_rhythm": str(duty.rhythm)})),
        *when(duty.is_once, Node("plain.duty.once")),
        *when(duty.least is not None, Node(f"plain.duty.{duty.bound}", {"least_bound": bound})),
        *when(duty.respond is not None, Node("plain.duty.respond", {"within_time": str(duty.respond)})),
        *when(duty.report is not None, Node("plain.duty.report", {"within_time": str(duty.report)})),
        *(
            Node(_FLAGS.get(values, "plain.duty.term"), {"key_word": key, "values_loose": several(values)})
            for key, values in (duty.terms or {}).items()
        ),
    )
    return Node("plain.duty.vendor", {"duty_word": duty.id}, children=children)


_BOUNDS = {"count": "time", "share": "%", "lock": ""}
_FLAGS: Mapping[tuple[str, ...], str] = {("true",): "plain.duty.flag", ("false",): "plain.duty.no_flag"}


def survival(contract: Contract) -> tuple[Node, ...]:
    """What goes on after the end."""
    terms = contract.survival
    secret, compete = terms.confidentiality, terms.non_compete
    return (
        *when(secret, Node("plain.survival.confidentiality", {"least_time": str(secret)})),
        *when(compete, Node("plain.survival.non_compete", {"least_time": str(compete)})),
    )
