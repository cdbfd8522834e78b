"""Amendments of a contract that a case gives, as a file says them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]


def amendment_of(
    contract: Document, effective: str, changes: Sequence[Document], *, buyer: str, vendor: str
) -> str:
    """One that holds from a day on, signed on these days."""
    return json.dumps(
        {
            "assay": "amendment/v1",
            "contract": {"id": contract["id"], "version": "1.0.0"},
            "version": "1.1.0",
            "effective": effective,
            "reason": {"zh": "另行约定", "en": "agreed anew"},
            "signed": {"buyer": buyer, "vendor": vendor},
            "changes": list(changes),
        }
    )
