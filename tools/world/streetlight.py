"""The demo's world: a maker of solar street lights, its agency, January to June 2027.

``python -m tools.world.streetlight examples/streetlight`` writes the exports, their manifest, the agency's claims and the
truth. The contract, its supplement and the README beside them are written by hand and left alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.world import books, story
from tools.world.chats import chat_file
from tools.world.claims import claims, claims_file
from tools.world.dice import Dice
from tools.world.enquiry import Enquiry
from tools.world.history import enquiries
from tools.world.ledger import orders
from tools.world.manifest import Export, manifest
from tools.world.media import CampaignDay, campaign_days, of_month
from tools.world.reports import campaign_report
from tools.world.truth import truth_file


@dataclass(frozen=True, slots=True)
class World:
    """Everything that happened."""

    dice: Dice
    enquiries: Sequence[Enquiry]
    days: Sequence[CampaignDay]


def world() -> World:
    """The world of the story."""
    dice = Dice(story.SEED)
    happened = enquiries(dice)
    return World(dice, happened, campaign_days(dice, happened))


def files(what: World) -> Mapping[str, bytes]:
    """Path below the example's folder → bytes, of every file that is made."""
    exports = [export for month in story.MONTHS for export in _exports(what, month)]
    claimed = claims(what.days)
    return {
        **{f"exports/{export.path}": export.data for export in exports},
        "exports/manifest.toml": manifest(exports),
        "agency_claims.csv": claims_file(claimed),
        "truth.json": truth_file(what.enquiries, what.days, claimed),
    }


def write(folder: Path) -> None:
    """Write all made files below a folder."""
    for path, data in files(world()).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _exports(what: World, month: str) -> Iterator[Export]:
    """A month's files, as they reached the buyer on the 3rd of the next month."""
    received = f"{story.RECEIVED[month]}-03T10:"
    days = of_month(what.days, month)

    def export(named: tuple[str, bytes], minute: int, form: str, account: str, **said: str) -> Export:
        name, data = named
        return Export(f"{month}/{name}", data, f"{received}{minute:02d}:00+08:00", form, account, **said)

    yield export(campaign_report(days, month), 0, "google_ads_report", story.ACCOUNT)
    yield export(books.sessions(days), 5, "web_sessions", story.SITE, mapping="web_sessions")
    log = books.enquiry_log(books.log_rows(what.enquiries, month), month)
    yield export(log, 10, "enquiry_log", story.LOG_BOOK, mapping="enquiry_log", decimal_mark=".")
    form = books.german_form(what.enquiries, month)
    yield export(form, 15, "enquiry_log", story.FORM_BOOK, mapping="enquiry_log", decimal_mark=",")
    ledger = books.order_ledger(orders(what.dice, month, what.enquiries), month)
    yield export(ledger, 20, "order_ledger", story.LEDGER_BOOK, mapping="order_ledger", decimal_mark=".")
    chatted = [one for one in what.enquiries if one.chat and one.slot.month == month]
    for place, one in enumerate(chatted):
        account = f"whatsapp/{story.LATIN[one.salesperson]}"
        yield export(chat_file(one), 30 + place, "whatsapp_chat", account)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
