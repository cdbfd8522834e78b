"""Doctor: look a whole workspace over, also one that no command opens."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import rfc8785

from assay.core.findings import Finding, Place
from assay.store import Examination, FactEngine, examine

Report: TypeAlias = Examination


def look_over(
    folder: Path, engine: FactEngine, *, tell: Callable[[str, int, int], None], on_wait: Callable[[], None]
) -> Report:
    """See :func:`assay.store.examine`."""
    return examine(folder, engine, tell=tell, on_wait=on_wait)


def unknown_statements(examination: Report, statements: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """A finding for each file (name → bytes) with a statement that was not released in the workspace.

    This is how an old copy shows: whoever holds a later statement holds one that it does not know.
    """
    return tuple(
        Finding("store.statement_unknown", Place(name), {"file": name})
        for name, data in statements.items()
        if not _digests(data) <= examination.statements
    )


def _digests(data: bytes) -> frozenset[str]:
    """SHA-256 of the one statement in a file, or of each; laid out for people or not, a statement is the same."""
    try:
        document = json.loads(data)
        documents = document if isinstance(document, list) else [document]
        return frozenset(hashlib.sha256(rfc8785.dumps(one)).hexdigest() for one in documents)
    except (ValueError, RecursionError):  # what is no JSON, or no JSON of ours, is no statement of ours
        return frozenset({hashlib.sha256(data).hexdigest()})
