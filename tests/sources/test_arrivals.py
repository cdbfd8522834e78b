"""Real formats in any order of arrival and more than once: the facts of every table are those of one load, byte for byte.

Logs and events of the web, GA4 reports, chats and their webhooks, mails, ad reports, Search Console, the media ledger,
enquiry logs: whatever a parser keeps in its records must not depend on what came before.
"""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from assay.bootstrap import open_workspace
from assay.cli.data import csv_text
from assay.core.tables import TABLES
from assay.ports import ImportOptions
from assay.services.facts import rows_of
from assay.services.imports import import_file
from tests.sources.reading import FIXTURES

FIRST = datetime(2027, 4, 1, tzinfo=UTC)
CHART = b"Date,Clicks,Impressions,CTR,Position\n2027-03-01,5,100,5%,9\n2027-03-02,6,120,5%,9.5\n"
STATED = ("meta", "linkedin", "microsoft", "baidu", "sogou")
"""Reports that name their own currency."""
Named = tuple[str, bytes]


def options(name: str) -> ImportOptions:
    account = "whatsapp/Li Na" if name.endswith(".txt") else f"book/{name}"
    account = "whatsapp/李娜" if "聊天" in name else account
    currency = "" if name.startswith(STATED) else "EUR" if ".eu." in name else "USD"
    return ImportOptions(account=account, zone="Asia/Shanghai", currency=currency, ours="lumora.example")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace without a commit: copies of it have the same key, and so the same contact keys."""
    folder = tmp_path_factory.mktemp("buyer") / "empty"
    with open_workspace(folder, create=True):
        return folder


@pytest.fixture(scope="module")
def files() -> Sequence[Named]:
    """Every hand-written file of a format, and a chart."""
    return [*((path.name, path.read_bytes()) for path in sorted(FIXTURES.iterdir())), ("Chart.csv", CHART)]


def facts(empty: Path, folder: Path, arriving: Sequence[Named]) -> dict[str, str]:
    """Table → its rows that count, without the columns that say which file and commit brought them."""
    shutil.copytree(empty, folder)
    with open_workspace(folder) as opened:
        for at, (name, data) in enumerate(arriving):
            known_at = FIRST + timedelta(minutes=at)
            report = import_file(opened, name, data, options(name), known_at=known_at)
            assert not report.refused, (name, report.findings)
        return {
            name: csv_text([column.name for column in table.columns], rows_of(opened, name))
            for name, table in TABLES.items()
        }


def test_every_format_gives_the_same_facts_in_any_order_and_when_it_comes_again(
    empty: Path, files: Sequence[Named], tmp_path: Path
) -> None:
    reference = facts(empty, tmp_path / "in-order", files)
    filled = {name for name, text in reference.items() if len(text.splitlines()) > 1}
    assert filled == set(TABLES) - {"session_totals"}  # of a whole period, by which nothing is settled
    for seed in ("a", "b"):
        dice = Random(seed)  # noqa: S311 - a seeded order
        mixed = [*files, *dice.sample(list(files), 6)]
        dice.shuffle(mixed)
        assert facts(empty, tmp_path / seed, mixed) == reference
