"""``log``, ``undo`` and ``import --replace``: what counts, since when, and how it is taken out and brought back."""

import csv
import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assay.bootstrap import open_workspace
from tests.cli.running import Ran, assay, bytes_below
from tests.demo.shared import CONTRACT, DemoRun

HEAD = "Campaign,Day,Currency code,Cost,Clicks,Impr.\n"
FIRST = HEAD + "x,2027-03-01,USD,1.00,1,10\ny,2027-03-01,USD,2.50,1,10\nx,2027-03-02,USD,3.00,1,10\n"
CORRECTED = HEAD + "x,2027-03-01,USD,1.50,1,10\nx,2027-03-02,USD,3.00,1,10\n"
ACCOUNT = "google_ads/lumora-main"
SAID = ("--account", ACCOUNT, "--zone", "UTC")


class Desk:
    """A workspace with files beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "buyer"

    def run(self, command: str, *more: object) -> Ran:
        return assay(command, *more, "--workspace", self.workspace)

    def bring(self, text: str, *more: object, name: str = "ads.csv", day: int = 1) -> Ran:
        path = self.folder / name
        path.write_text(text, "utf-8")
        known_at = f"2027-04-{day:02d}T08:00:00+00:00"
        return self.run("import", path, *SAID, "--known-at", known_at, *more)

    def undo(self, commit: int, *more: object, day: int = 5) -> Ran:
        return self.run("undo", commit, "--known-at", f"2027-04-{day:02d}T08:00:00+00:00", *more)

    def spend(self, *more: object) -> list[str]:
        rows = self.run("facts", "spend", "--format", "json", *more).document
        return [f"{row['entity']} {row['day'][8:]} {int(row['cost_micros']) / 1e6:.2f}" for row in rows]

    def stored(self) -> dict[str, str]:
        return {name: digest for name, digest in bytes_below(self.workspace).items() if name != "lock"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


STAYING = {
    "zh": "spend，google_ads_report / google_ads/lumora-main / campaign，2027-03-01 至 2027-03-02："
    "以前的文件里有 1 行（消耗 2.5 USD），这个文件里没有。",
    "en": "spend, google_ads_report / google_ads/lumora-main / campaign, 2027-03-01 to 2027-03-02: "
    "rows of earlier files that this file does not repeat: 1 (cost 2.5 USD).",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_row_that_vanished_from_a_corrected_report_is_told_and_stays(lang: str, desk: Desk) -> None:
    desk.bring(FIRST)
    ran = desk.bring(CORRECTED, "--lang", lang, day=2)
    assert (ran.exit_code, ran.codes) == (0, ["sources.no_control_total", "store.rows_stay"])
    assert STAYING[lang] in ran.stderr
    assert desk.spend() == ["x 01 1.50", "x 02 3.00", "y 01 2.50"]


def test_a_dry_run_tells_it_and_writes_nothing(desk: Desk) -> None:
    desk.bring(FIRST)
    before = desk.stored()
    ran = desk.bring(CORRECTED, "--dry-run")
    assert (ran.exit_code, ran.codes) == (0, ["sources.no_control_total", "store.rows_stay"])
    ran = desk.bring(CORRECTED, "--dry-run", "--replace")
    assert (ran.codes, ran.notes) == (["sources.no_control_total"], ["store.rows_replaced"])
    assert desk.bring(FIRST, "--dry-run").stdout.startswith("○ ads.csv：此前已导入")
    assert desk.stored() == before


def test_a_whole_report_replaces_the_days_that_it_covers(desk: Desk) -> None:
    desk.bring(FIRST)
    ran = desk.bring(CORRECTED, "--replace", day=2)
    assert (ran.exit_code, ran.notes) == (0, ["store.rows_replaced"])
    assert desk.spend() == ["x 01 1.50", "x 02 3.00"]
    assert desk.spend("--as-of", "2027-04-01T12:00:00+00:00") == ["x 01 1.00", "x 02 3.00", "y 01 2.50"]


def test_the_command_that_the_warning_names_does_what_it_says(desk: Desk) -> None:
    desk.bring(FIRST)
    desk.bring(CORRECTED, day=2)
    ran = desk.bring(CORRECTED, "--replace", "--lang", "en", day=3)
    said = "● ads.csv: imported before; from commit 3 on it replaces the older rows of its days"
    assert ran.stdout.splitlines()[0] == said
    assert desk.spend() == ["x 01 1.50", "x 02 3.00"]
    again = desk.bring(CORRECTED, "--replace", day=4)
    assert again.stdout.startswith("○ ads.csv：此前已导入，没有变化")
    assert (again.notes, len(desk.run("log", "--format", "json").document["commits"])) == ([], 3)


def test_an_older_file_that_comes_again_says_nothing_of_newer_rows(desk: Desk) -> None:
    desk.bring(CORRECTED)
    desk.bring(FIRST, day=2)
    assert desk.bring(CORRECTED, day=3).codes == ["sources.no_control_total"]


def chart(*days: int) -> str:
    lines = [f"2027-03-{day:02},5,100,5%,9" for day in days]
    return "\n".join(("Date,Clicks,Impressions,CTR,Position", *lines, ""))


@pytest.mark.parametrize(
    ("days", "more"),
    [((1, 3), ()), ((1, 2), ("--covers", "2027-03-01/2027-03-03"))],
    ids=["between two others", "at the end of the days that are covered"],
)
def test_a_day_that_vanished_from_search_results_is_told_and_goes_with_replace(
    days: tuple[int, ...], more: tuple[str, ...], desk: Desk
) -> None:
    """Three days of five clicks; the second download has two of them."""

    def clicks() -> int:
        return sum(int(row["clicks"]) for row in desk.run("facts", "rankings", "--format", "json").document)

    desk.bring(chart(1, 2, 3), name="Chart.csv")
    ran = desk.bring(chart(*days), *more, name="again.csv", day=2)
    assert (ran.exit_code, ran.codes, clicks()) == (0, ["store.rows_stay"], 15)
    ran = desk.bring(chart(*days), *more, "--replace", name="again.csv", day=3)
    assert (ran.exit_code, ran.notes, clicks()) == (0, ["store.rows_replaced"], 10)


def test_other_days_and_other_accounts_are_not_spoken_of(desk: Desk) -> None:
    desk.bring(FIRST)
    april = CORRECTED.replace("2027-03", "2027-04")
    assert desk.bring(april, day=2).codes == ["sources.no_control_total"]
    path = desk.folder / "second.csv"
    path.write_text(CORRECTED, "utf-8")
    ran = desk.run("import", path, "--account", "google_ads/second", "--zone", "UTC")
    assert ran.codes == ["sources.no_control_total"]


def test_sessions_without_money_are_counted_in_rows(desk: Desk) -> None:
    head = "日期,广告系列,会话数\n"
    said = ("--mapping", "web_sessions", "--lang", "en")
    desk.bring(head + "2027/3/1,search,18\n2027/3/1,display,7\n", *said)
    ran = desk.bring(head + "2027/3/1,search,17\n", *said, day=2)
    assert "sessions, web_sessions / google_ads/lumora-main, 2027-03-01 to 2027-03-01" in ran.stderr
    assert "does not repeat: 1 (cost —)" in ran.stderr


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_undone_import_counts_no_longer_from_its_undo_on(desk: Desk) -> None:
    desk.bring(FIRST)
    desk.bring(CORRECTED, "--replace", day=2)
    ran = desk.undo(2)
    assert ran.exit_code == 0
    assert ran.stdout.splitlines() == [
        "● 第 2 号提交（import google_ads_report google_ads/lumora-main）自第 3 号提交起不再算数。要恢复，请运行 assay undo 3",
        "   不再算数：第 2 号提交，spend 2",
    ]
    assert desk.spend() == ["x 01 1.00", "x 02 3.00", "y 01 2.50"]
    assert desk.spend("--as-of", "2027-04-04T00:00:00+00:00") == ["x 01 1.50", "x 02 3.00"]
    assert desk.run("doctor").exit_code == 0


def test_it_says_the_same_in_english_and_tells_what_counts_again(desk: Desk) -> None:
    desk.bring(FIRST)
    dry = desk.undo(1, "--dry-run", "--lang", "en").stdout.splitlines()
    what = "import google_ads_report google_ads/lumora-main"
    assert dry == [
        f"○ Commit 1 ({what}) would count no longer (dry run, nothing written).",
        "   counts no longer: commit 1, spend 3",
    ]
    assert desk.spend() != []
    done = desk.undo(1, "--lang", "en").stdout.splitlines()
    assert done[0] == (
        f"● Commit 1 ({what}) counts no longer, from commit 2 on. To bring it back: assay undo 2"
    )
    before = desk.stored()
    again = desk.undo(1, "--lang", "en")
    assert again.stdout == "○ Commit 1 was undone before, by commit 2; nothing changed.\n"
    assert desk.stored() == before
    back = desk.undo(2, "--lang", "en").stdout.splitlines()
    assert back[1] == "   counts again: commit 1, spend 3"
    assert len(desk.spend()) == 3


def test_a_file_under_the_wrong_account_is_undone_and_brought_under_the_right_one(desk: Desk) -> None:
    desk.bring(FIRST)
    wrong = desk.run("import", desk.folder / "ads.csv", "--account", "google_ads/other", "--zone", "UTC")
    assert "cli.other_account" in wrong.codes
    desk.undo(1)
    right = desk.run("import", desk.folder / "ads.csv", "--account", "google_ads/other", "--zone", "UTC")
    assert right.exit_code == 0
    assert {row["account"] for row in desk.run("facts", "spend", "--format", "json").document} == {
        "google_ads/other"
    }
    ran = desk.undo(3)
    assert (ran.exit_code, ran.codes) == (1, ["store.counts_already"])


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "没有第 9 号提交，最后一号是 1。"), ("en", "There is no commit 9; the last one is 1.")],
)
def test_a_commit_that_is_not_there(lang: str, said: str, desk: Desk) -> None:
    desk.bring(FIRST)
    ran = desk.undo(9, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["store.no_such_commit"])
    assert said in ran.stderr


def test_a_statement_stays_and_the_next_one_trues_up(january: Path, tmp_path: Path) -> None:
    """January is settled, then the log of the German form is undone: one of January's five qualified leads was in it.

    Target 7.2, weight 3,000.00: (7.2 - 5) / 7.2 x 3000 = 916.67 before, (7.2 - 4) / 7.2 x 3000 = 1333.33 after.
    """
    own = Path(shutil.copytree(january, tmp_path / "buyer"))

    def settle(month: str, as_of: str, *more: object) -> Ran:
        where = (*CONTRACT, "--workspace", own, "--period", month, "--as-of", as_of, "--format", "json")
        return assay("settle", *where, *more)

    def qualified() -> list[str]:
        february = settle("2027-02", "2027-03-05T09:00:00+08:00", "--dry-run").document
        return [line["amount"] for line in february["lines"] if line["id"] == "C1/qualified@2027-01"]

    settled = settle("2027-01", "2027-02-05T09:00:00+08:00").stdout
    assert qualified() == ["-916.67"]
    ran = assay("undo", 4, "--workspace", own, "--known-at", "2027-02-20T08:00:00+00:00", "--lang", "en")
    assert (ran.exit_code, ran.codes) == (0, ["store.statement_rests_on"])
    assert "HY-FS-2027-01 for 2027-01, version 1, was drawn with commit 4 in view" in ran.stderr
    assert settle("2027-01", "2027-02-05T09:00:00+08:00").stdout == settled
    assert qualified() == ["-1333.33"]


def test_a_view_before_an_undo_gives_the_statement_of_then_byte_for_byte(
    january: Path, tmp_path: Path
) -> None:
    """Drawn for the first time after two undos, as of a day before them."""
    then = ("--period", "2027-01", "--as-of", "2027-02-05T09:00:00+08:00", "--format", "json")
    workspaces = [Path(shutil.copytree(january, tmp_path / name)) for name in ("as-it-was", "undone")]
    for commit in (1, 3):
        known_at = ("--known-at", "2027-02-20T08:00:00+00:00")
        assert assay("undo", commit, "--workspace", workspaces[1], *known_at).exit_code == 0
    later = Path(shutil.copytree(workspaces[1], tmp_path / "later"))
    first, second = (assay("settle", *CONTRACT, "--workspace", own, *then) for own in workspaces)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == second.stdout
    after = ("--period", "2027-01", "--as-of", "2027-02-21T09:00:00+08:00", "--format", "json")
    assert assay("settle", *CONTRACT, "--workspace", later, *after).stdout != first.stdout


def test_the_zone_of_an_account_is_that_of_its_last_import_that_counts_as_known_then(desk: Desk) -> None:
    desk.bring(FIRST)
    desk.bring(CORRECTED, "--zone", "Asia/Shanghai", day=2)
    desk.undo(2, day=3)
    with open_workspace(desk.workspace) as opened:
        zones = [
            opened.account_zones(datetime(2027, 4, day, 12, tzinfo=UTC)).get(ACCOUNT) for day in (1, 2, 3)
        ]
        assert zones == ["UTC", "Asia/Shanghai", "UTC"]
        assert opened.account_zones() == {ACCOUNT: "UTC"}


# ── log ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_workspace_says_so(desk: Desk) -> None:
    desk.bring(FIRST)
    ran = desk.run("log", "--kind", "erasure", "--lang", "en")
    assert (ran.exit_code, ran.stdout) == (0, "No commit of this kind is in the log.\n")


def test_the_log_tells_what_each_commit_is_today(desk: Desk) -> None:
    desk.bring(FIRST)
    desk.bring(CORRECTED, "--replace", name="b.csv", day=2)
    desk.undo(1)
    lines = desk.run("log", "--lang", "en").stdout.splitlines()
    assert [line.split("  ")[-1].strip() for line in lines[2:]] == [
        "undone by 3",
        "counts",
        "counts",
    ]
    desk.undo(3)
    lines = desk.run("log").stdout.splitlines()
    assert [line.split("  ")[-1].strip() for line in lines[2:]] == [
        "算数；部分日期由 2 号替换",
        "算数",
        "已由 4 号撤销",
        "算数",
    ]


def test_the_log_as_json_and_csv_hold_the_same(desk: Desk) -> None:
    desk.bring(FIRST)
    desk.bring(CORRECTED, day=2)
    desk.bring(CORRECTED, "--replace", day=3)
    desk.undo(2)
    first, second, third, fourth = desk.run("log", "--format", "json").document["commits"]
    assert first == {
        "commit": 1,
        "known_at": "2027-04-01T08:00:00+00:00",
        "kind": "import",
        "format": "google_ads_report",
        "account": ACCOUNT,
        "file": "ads.csv",
        "document": "",
        "rows": {"spend": 3},
        "state": "counts",
        "by": None,
        "about": None,
        "replaced_by": [],
    }
    assert (second["state"], second["by"]) == ("undone", 4)
    assert (third["kind"], third["about"], third["state"]) == ("replacement", 2, "undone")
    assert (fourth["kind"], fourth["about"], fourth["state"]) == ("undo", 2, "counts")
    rows = list(csv.DictReader(io.StringIO(desk.run("log", "--format", "csv").stdout)))
    assert [row["state"] for row in rows] == ["counts", "undone", "undone", "counts"]
    assert (rows[0]["rows"], rows[3]["about"]) == ("spend 3", "2")


def test_the_log_can_be_asked_for_a_kind_an_account_and_a_format(demo: DemoRun) -> None:
    def numbers(*more: object) -> set[int]:
        ran = assay("log", "--workspace", demo.workspace, "--format", "json", *more)
        return {one["commit"] for one in ran.document["commits"]}

    everything = assay("log", "--workspace", demo.workspace, "--format", "json").document["commits"]
    statements = {one["commit"] for one in everything if one["kind"] == "statement"}
    assert numbers("--kind", "statement") == statements
    assert len(statements) >= 6
    account = next(one["account"] for one in everything if one["format"] == "google_ads_report")
    ads = {one["commit"] for one in everything if one["account"] == account}
    assert numbers("--account", account) == ads
    assert numbers("--account", account, "--format-id", "google_ads_report") <= ads
    assert numbers("--format-id", "whatsapp_chat", "--kind", "statement") == set()
    (first, *_) = (one["document"] for one in everything if one["kind"] == "statement")
    assert first == "HY-FS-2027-01 2027-01 v1"


def test_a_file_without_days_replaces_nothing_and_says_so(desk: Desk) -> None:
    orders = "订单号,日期,阶段,币种,金额\nA-1,2027-03-01,大货,USD,10.00\n"
    (desk.folder / "orders.csv").write_text(orders, "utf-8")
    said = ("--mapping", "order_ledger", "--account", "crm/lumora", "--zone", "Asia/Shanghai", "--replace")
    ran = desk.run("import", desk.folder / "orders.csv", *said)
    assert "store.replaces_nothing" in ran.codes, ran.stderr
