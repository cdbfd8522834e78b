"""What the agency's monthly slides claim: everything that its tools count, whoever it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.world import story
from tools.world.files import delimited
from tools.world.media import CampaignDay, of_month

HEADER = ("month", "claimed_leads", "conversions", "brochure_downloads")


@dataclass(frozen=True, slots=True)
class Claim:
    """One month's slide: conversions of the ad platform and downloads of the brochure, both called leads."""

    month: str
    conversions: int
    brochures: int

    @property
    def leads(self) -> int:
        """The number in large type."""
        return self.conversions + self.brochures


def claims(days: Sequence[CampaignDay]) -> list[Claim]:
    """The claims of all months."""
    return [
        Claim(month, sum(one.conversions for one in of_month(days, month)), story.BROCHURES[month])
        for month in story.MONTHS
    ]


def claims_file(rows: Iterable[Claim]) -> bytes:
    """The claims as CSV."""
    lines = [(one.month, str(one.leads), str(one.conversions), str(one.brochures)) for one in rows]
    return delimited([HEADER, *lines], encoding="utf-8", newline="\n")
