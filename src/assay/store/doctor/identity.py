"""Whose workspace this is: FORMAT, the workspace key, and the log's seals must belong together.

Two of the three are enough to tell which one is wrong.
"""

from __future__ import annotations

import json

from assay.core.findings import Finding, FindingsError, Place
from assay.store.doctor.chart import Chart
from assay.store.keys import Keyring
from assay.store.layout import LAYOUT
from assay.store.log import LogDamagedError, commit_numbers, commit_path, read_commit
from assay.store.opening import format_bytes


def keyring_of(chart: Chart, *, keyless: bool) -> Keyring | None:
    """The keyring, None when the workspace key is missing, damaged or another's; what is wrong is noted.

    That a copy has no keys at all (``keyless``) was said already.
    """
    keyring = None if keyless else _read_keyring(chart)
    data = chart.read("FORMAT")
    if data is not None:
        chart.counts["files"] += 1
        chart.counts["bytes"] += len(data)
    if keyring is None:
        chart.note(_format_without_key(data))
        return None
    if data == format_bytes(keyring):
        return keyring
    if data is None or _seals_some_commit(chart, keyring):
        chart.note([Finding("store.format_damaged", Place("FORMAT"))])
        return keyring
    chart.note([_foreign(data)])
    return None


def _read_keyring(chart: Chart) -> Keyring | None:
    name = chart.layout.relative(chart.layout.workspace_key)
    try:
        keyring = Keyring(chart.layout, entropy=_none)
    except (FindingsError, OSError) as error:
        chart.caught(error, name)
        return None
    chart.counts["keys"] += 1
    return keyring


def _none(count: int) -> bytes:
    """An examination makes no key and no seal."""
    raise NotImplementedError(count)


def _seals_some_commit(chart: Chart, keyring: Keyring) -> bool:
    for number in sorted(commit_numbers(chart.layout)):
        try:
            read_commit(commit_path(chart.layout, number).read_bytes(), number, keyring)
        except (LogDamagedError, OSError):
            continue
        return True
    return False


def _format_without_key(data: bytes | None) -> list[Finding]:
    """What can be said of FORMAT alone: that it is not there, or says another layout."""
    if data is None or _layout(data) == "":
        return [Finding("store.format_damaged", Place("FORMAT"))]
    return [] if _layout(data) == LAYOUT else [_unknown_layout(data)]


def _foreign(data: bytes) -> Finding:
    """Neither FORMAT nor the log is of this key."""
    if _layout(data) not in ("", LAYOUT):
        return _unknown_layout(data)
    return Finding("store.key_mismatch", Place("FORMAT"))


def _unknown_layout(data: bytes) -> Finding:
    return Finding("store.layout_unknown", Place("FORMAT"), {"found": _layout(data)[:40], "expected": LAYOUT})


def _layout(data: bytes) -> str:
    try:
        return str(json.loads(data)["layout"])
    except (ValueError, KeyError, TypeError):
        return ""
