"""What a person said about a file at import, as its commit keeps it: enough to read the sealed bytes again.

The log holds no contact. A mapping or a list of own addresses that holds one is left out, and its name is kept in its
place, so that the reader of the file can be asked for it again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from assay.core.leads.identity import visible
from assay.ports import ImportOptions
from assay.store.log import Commit, Json

_CONTACT = re.compile(r"@|\+?\d(?:[ ().\-/\u00a0]{0,2}\d){6,}")
_ADDRESS = re.compile(r"@")
_LONGEST = 1 << 16
_ELSEWHERE = frozenset({"account", "mends", "replace"})


@dataclass(frozen=True, slots=True)
class Said:
    """The options of an import as far as the log knows them.

    Attributes:
        options: Those that are known.
        missing: Names of options that were given and not kept; all is missing from what was committed before options
            were recorded, then it holds ``options`` alone.
    """

    options: ImportOptions
    missing: tuple[str, ...]


def said_details(options: ImportOptions) -> dict[str, Json]:
    """The part of a commit's details that tells the options."""
    given = {name: value for name, value in asdict(options).items() if value and name not in _ELSEWHERE}
    left_out = [name for name, value in given.items() if _holds_contact(name, value)]
    said = {name: value for name, value in given.items() if name not in left_out}
    return {"said": said, "unsaid": list[Json](sorted(left_out))}


def said_of(commit: Commit) -> Said:
    """The options of a commit; of an older one account and zone, as far as its details hold them."""
    details = commit.details
    account = str(details.get("account", ""))
    if "said" in details:
        values = cast("Mapping[str, Any]", details["said"])
        return Said(ImportOptions(account=account, **values), tuple(cast("Sequence[str]", details["unsaid"])))
    facts = cast("Mapping[str, str]", details.get("facts", {}))
    return Said(ImportOptions(account=account, zone=facts.get("zone", "")), ("options",))


def _holds_contact(name: str, value: str) -> bool:
    pattern = _CONTACT if name in ("mapping", "ours") else _ADDRESS
    return len(value) > _LONGEST or bool(pattern.search(visible(value)))
