"""What comes another way: the share of a month's leads and spend that the contract's scope leaves out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

from assay.core.acceptance.measurements import Figure, KpiFigures
from assay.core.contract.model import Scope
from assay.core.leads.scope import CampaignScope, Standing
from assay.core.scenarios.scenario import Stray

_ZERO, _ONE = Fraction(0), Fraction(1)
_OUTSIDE = (Standing.EXCLUDED, Standing.OTHER_ACCOUNT)


def has_scope(scope: Scope) -> bool:
    """Whether a contract leaves anything out."""
    return bool(scope.accounts or scope.exclude_campaigns or scope.forms or scope.inboxes)


def is_outside(scope: Scope, stray: Stray) -> bool:
    """Whether the contract leaves out what comes this way, by the rules that judge the reports."""
    if stray.is_unnamed:
        return has_scope(scope)
    form = stray.form and scope.forms and stray.form not in scope.forms
    inbox = stray.inbox and scope.inboxes and stray.inbox not in scope.inboxes
    return bool(form or inbox) or _is_other_campaign(scope, stray)


def leads_outside(scope: Scope, strays: tuple[Stray, ...]) -> Fraction:
    """The share of the leads that the contract leaves out, at most all."""
    return min(_ONE, sum((stray.share for stray in strays if is_outside(scope, stray)), _ZERO))


def spend_outside(scope: Scope, strays: tuple[Stray, ...]) -> Fraction:
    """The share of the spend that the contract leaves out, at most all: forms and inboxes cost nothing."""
    paid = (stray for stray in strays if stray.is_unnamed or stray.campaign or stray.account)
    return min(_ONE, sum((stray.share for stray in paid if is_outside(scope, stray)), _ZERO))


def inside(figures: KpiFigures, share: Fraction) -> KpiFigures:
    """A count without the share of its records that lies outside, whole records."""
    month = _inside(figures.month, share) if figures.month is not None else None
    weeks = tuple((span, _inside(figure, share)) for span, figure in figures.weeks)
    return replace(figures, month=month, weeks=weeks)


def _inside(figure: Figure, share: Fraction) -> Figure:
    if figure.value is None:
        return figure
    return replace(figure, value=figure.value - floor(figure.value * share))


def _is_other_campaign(scope: Scope, stray: Stray) -> bool:
    if not (stray.campaign or stray.account):
        return False
    name = stray.campaign or "search"
    account = stray.account or next(iter(scope.accounts), "")
    return CampaignScope(scope, {name: frozenset((account,))}).standing(name) in _OUTSIDE
