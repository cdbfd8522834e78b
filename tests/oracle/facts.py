"""The rows that the raw files hold, as plain records, and the files that count at a given moment.

Times are naive and in the contract's zone (Asia/Shanghai); money is a Fraction of whole currency units.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Literal

CONTRACT_OFFSET = timezone(timedelta(hours=8))

Channel = Literal[
    "paid_search",
    "paid_display",
    "organic_search",
    "direct",
    "email",
    "referral",
    "trade_show",
    "b2b_platform",
]


@dataclass(frozen=True)
class ExportFile:
    """One entry of the manifest."""

    path: Path
    known_at: datetime
    format: str
    account: str


@dataclass(frozen=True)
class Enquiry:
    """One row of an enquiry log. `sales` is the salesperson's verdict, None while there is none."""

    account: str
    id: str
    known_at: datetime
    created_at: datetime
    channel: Channel
    campaign: str | None
    clicked_at: datetime | None
    form: str | None
    email: str | None
    phone: str | None
    country: str
    reachable: bool
    category: str
    replied_at: datetime | None
    wrote_again_at: datetime | None
    sales: bool | None
    judged_at: datetime | None


@dataclass(frozen=True)
class Order:
    account: str
    id: str
    on: date
    email: str | None
    phone: str | None


@dataclass(frozen=True)
class SpendDay:
    """Cost of one campaign on one day of the ad account, in the account's currency."""

    account: str
    campaign: str
    day: date
    cost: Fraction
    currency: str


@dataclass(frozen=True)
class SessionDay:
    """Sessions of one campaign on one day; judged = those whose bounce could be judged, class_a = invalid clicks."""

    campaign: str
    day: date
    sessions: int
    judged: int
    bounced: int
    class_a: int
    form_starts: int
    form_submits: int


@dataclass(frozen=True)
class Message:
    """One chat message; `phone` is the other side's, whoever wrote it."""

    phone: str
    at: datetime
    incoming: bool


@dataclass(frozen=True)
class Statement:
    """A month of the manifest and the moment of its statement."""

    month: str
    as_of: datetime


def in_contract_zone(text: str) -> datetime:
    """An ISO moment with its offset, as naive time of the contract's zone."""
    return datetime.fromisoformat(text).astimezone(CONTRACT_OFFSET).replace(tzinfo=None)


def read_manifest(exports: Path) -> tuple[list[Statement], list[ExportFile]]:
    manifest = tomllib.loads((exports / "manifest.toml").read_text(encoding="utf-8"))
    statements = [Statement(entry["month"], in_contract_zone(entry["as_of"])) for entry in manifest["period"]]
    files = []
    for entry in manifest["file"]:
        if entry["zone"] != "Asia/Shanghai":
            raise ValueError(f"{entry['path']}: this reading knows one zone only")
        files.append(
            ExportFile(
                path=exports / entry["path"],
                known_at=in_contract_zone(entry["known_at"]),
                format=entry["format"],
                account=entry["account"],
            )
        )
    return sorted(statements, key=lambda each: each.month), files
