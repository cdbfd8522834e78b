"""Retention: how long personal data may stay, what is past that, and its destruction.

Personal data stand in two classes of records: contacts, and files as received. Facts, statements and the log hold none
and stay. Without a window nothing is ever destroyed. While a dispute is open nothing is destroyed either: what it may turn
on is kept, and nobody reads contacts but who asks for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import rfc8785

from assay.core.findings import Finding, FindingsError, Severity
from assay.core.period import Month
from assay.parsing.parser import parser_with
from assay.ports import Limits
from assay.services.workspace import Workspace
from assay.store import Ages, ErasureResult

Applied: TypeAlias = ErasureResult
CLASSES = ("contacts", "files")
RAW_DATA_MONTHS = 24
"""For so long contracts usually promise the raw data."""
_KIND = "retention"
_WINDOW = re.compile(r"(contacts|files)=(?:([1-9]\d{0,2}) ?months?|(none))")


@dataclass(frozen=True, slots=True)
class ClassState:
    """One class of records.

    Attributes:
        name: ``contacts`` or ``files``.
        months: The window; None when there is none.
        cutoff: What has no event since then is past the window; None without a window.
        count: Persons or files that there are.
        past: Ids of those past the window.
        oldest: The newest event of the oldest of all, None when there are none.
    """

    name: str
    months: int | None
    cutoff: datetime | None
    count: int
    past: frozenset[str]
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Hold:
    """Disputes that the last statement of a contract left open."""

    contract_id: str
    period: str
    disputes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """Windows, what is past them, and what holds it, at a moment."""

    as_of: datetime
    classes: tuple[ClassState, ...]
    holds: tuple[Hold, ...]


def set_windows(workspace: Workspace, texts: tuple[str, ...], *, known_at: datetime) -> tuple[Finding, ...]:
    """Record windows such as ``contacts=24months`` or ``files=none``, as one commit; those not named stay.

    Returns:
        A warning when files would go sooner than contracts usually promise.

    Raises:
        FindingsError: ``retention.bad_window``, one for each text that is none. Nothing is recorded.
    """
    read = [(text, _WINDOW.fullmatch(text.strip())) for text in texts]
    wrong = [Finding("retention.bad_window", params={"found": text}) for text, match in read if not match]
    if wrong:
        raise FindingsError(wrong)
    windows = dict(_windows(workspace))
    windows.update((match[1], int(match[2]) if match[2] else None) for _, match in read if match)
    payload = rfc8785.dumps({**windows, "known_at": known_at.isoformat()})
    if windows != _windows(workspace):
        workspace.store.save_record(_KIND, "windows", payload, known_at=known_at)
    months = windows["files"]
    if months is None or months >= RAW_DATA_MONTHS:
        return ()
    params = {"months": str(months), "usual": str(RAW_DATA_MONTHS)}
    return (Finding("retention.short", params=params, severity=Severity.WARNING),)


def retention(workspace: Workspace, as_of: datetime) -> Retention:
    """What is past its window at a moment, and what holds it."""
    ages = workspace.store.ages()
    windows = _windows(workspace)
    return Retention(
        as_of, tuple(_state(name, windows[name], ages, as_of) for name in CLASSES), _holds(workspace)
    )


def apply(workspace: Workspace, found: Retention, *, dry_run: bool) -> Applied | None:
    """Destroy what is past its window; None when a hold keeps everything. Done again it finds nothing.

    The files lose the persons' lines, and those past their own window their whole content; keys are destroyed as in any
    erasure.
    """
    if found.holds:
        return None
    past = {state.name: state.past for state in found.classes}
    return workspace.store.erase_old(
        past["contacts"],
        past["files"],
        known_at=found.as_of,
        without_rows=parser_with(Limits()).without_rows,
        dry_run=dry_run,
    )


def _windows(workspace: Workspace) -> Mapping[str, int | None]:
    """Class → months, of the last record; None for no window."""
    records = workspace.store.records(_KIND)
    said = json.loads(records[-1].payload) if records else {}
    return {name: said.get(name) for name in CLASSES}


def _state(name: str, months: int | None, ages: Ages, as_of: datetime) -> ClassState:
    newest: dict[str, datetime] = (
        dict(ages.files)
        if name == "files"
        else {person: moment for group, moment in ages.persons.items() for person in group}
    )
    cutoff = None if months is None else months_before(as_of, months)
    past = frozenset(one for one, moment in newest.items() if cutoff is not None and moment < cutoff)
    return ClassState(name, months, cutoff, len(newest), past, min(newest.values(), default=None))


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last day of that month when it is shorter."""
    month = Month.of(moment.date()).plus(-months)
    return moment.replace(year=month.year, month=month.month, day=min(moment.day, month.days))


def _holds(workspace: Workspace) -> tuple[Hold, ...]:
    last = {}
    for statement in sorted(workspace.store.statements(), key=lambda one: (one.period, one.version)):
        last[statement.contract_id] = statement
    holds = []
    for contract_id, statement in sorted(last.items()):
        disputes = tuple(map(str, json.loads(statement.data).get("disputes", ())))
        if disputes:
            holds.append(Hold(contract_id, statement.period, disputes))
    return tuple(holds)
