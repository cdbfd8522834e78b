"""From files to a statement: the same money in two exports counts once, and a cost that nobody states is not zero."""

import csv
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree

import pytest

from tests.cli.running import Ran, assay
from tests.demo.shared import EXAMPLE

CONTRACT = EXAMPLE / "contract.yaml"
MAIN = "google_ads/huayao-main"
KNOWN = "2027-02-03T09:00:00+08:00"
JANUARY = ("--period", "2027-01", "--as-of", "2027-02-05T09:00:00+08:00")
OWN = """
id = "own_ads"
version = "1"
zone = "Asia/Shanghai"
columns = [
    {field = "day", type = "day", headers = ["Day"], required = true, filled = true},
    {field = "campaign", type = "text", headers = ["Campaign"], required = true, filled = true},
    {field = "cost", type = "micros", headers = ["Micros"]},
]

[[yields]]
table = "spend"
[yields.values]
entity = "campaign"
campaign = "campaign"
day = "day"
cost_micros = "cost"
currency = { const = "USD" }
grain = { const = "campaign" }
"""


def rows() -> list[Mapping[str, str]]:
    text = (EXAMPLE / "exports" / "2027-01" / "Campaign report.csv").read_text("utf-8").splitlines()
    found = csv.DictReader(text[2:])
    return [row for row in found if row["Day"].startswith("2027-")]


def micros(row: Mapping[str, str]) -> str:
    """12.34 → 12340000."""
    return row["Cost"].replace(",", "").replace(".", "") + "0000"


def bring(workspace: Path, file: Path, *more: object) -> Ran:
    said = ("--account", MAIN, "--zone", "Asia/Shanghai", "--known-at", KNOWN, "--workspace", workspace)
    ran = assay("import", file, *said, *more)
    assert ran.exit_code == 0, ran.stderr
    return ran


def settled(workspace: Path, *more: object, lang: str = "en") -> Ran:
    return assay(
        "settle", CONTRACT, *JANUARY, "--workspace", workspace, "--dry-run", "--lang", lang, "--format", "json", *more
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_export_of_the_interface_beside_the_report_changes_no_amount(
    january: Path, tmp_path: Path, lang: str
) -> None:
    own = Path(copytree(january, tmp_path / "buyer"))
    head = "segments.date,campaign.id,campaign.name,customer.currency_code,metrics.cost_micros"
    lines = [f"{row['Day']},7,{row['Campaign']},USD,{micros(row)}" for row in rows()]
    (tmp_path / "api.csv").write_text("\n".join([head, *lines]), "utf-8")
    bring(own, tmp_path / "api.csv")
    before, after = settled(january, lang=lang), settled(own, lang=lang)
    assert after.document == before.document
    assert (before.codes.count("measure.two_exports"), after.codes.count("measure.two_exports")) == (0, 1)
    assert "google_ads_api, google_ads_report" in after.stderr


def test_a_statement_waits_for_a_cost_that_a_table_of_ones_own_leaves_unsaid(
    january: Path, tmp_path: Path
) -> None:
    # The table of one's own takes the place of the report; the cost of one campaign is "--" on every day.
    own = Path(copytree(january, tmp_path / "buyer"))
    lines = [
        f"{row['Day']},{row['Campaign']},{'--' if row['Campaign'] == 'search-us-solar' else micros(row)}"
        for row in rows()
    ]
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    (tmp_path / "own.csv").write_text("\n".join(["Day,Campaign,Micros", *lines]), "utf-8")
    assert assay("undo", 1, "--workspace", own, "--known-at", KNOWN).exit_code == 0
    bring(own, tmp_path / "own.csv", "--mapping", tmp_path / "own.toml")

    refused = settled(own)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert set(refused.codes) == {"measurements.cost_unknown"}
    assert "search-us-solar/2027-01-" in refused.stderr

    measured = assay("measure", CONTRACT, *JANUARY, "--workspace", own, "--lang", "en")
    assert "measure.cost_unknown" in measured.codes
    assert "spend lots whose cost nobody states: 31" in measured.stdout
    cpl = next(line for line in measured.stdout.splitlines() if line.startswith("cpl "))
    assert "missing: some of the cost is not stated" in cpl

    file = tmp_path / "measurements.json"
    given = assay("measure", CONTRACT, *JANUARY, "--workspace", own, "--format", "json")
    file.write_text(given.stdout, "utf-8")
    again = assay("settle", CONTRACT, "--measurements", file, "--period", "2027-01")
    assert (again.exit_code, set(again.codes)) == (1, {"measurements.cost_unknown"})
    # both sides agree on what it cost: then it settles
    file.write_text(given.stdout.replace('"cost": "unknown"', '"cost": "20.00 USD"'), "utf-8")
    assert assay("settle", CONTRACT, "--measurements", file, "--period", "2027-01").exit_code == 0
