"""``import``: what the command says about a file, and what it leaves behind."""

from pathlib import Path

import pytest

from tests.cli.running import Ran, assay, bytes_below
from tests.demo.shared import EXAMPLE
from tests.sources.reading import FIXTURES

JANUARY = EXAMPLE / "exports" / "2027-01"
REPORT = JANUARY / "Campaign report.csv"
SESSIONS = JANUARY / "会话日报.csv"
SAID = ("--account", "google_ads/huayao-main", "--zone", "Asia/Shanghai")


def bring(workspace: Path, *more: object) -> Ran:
    return assay("import", "--workspace", workspace, *more)


def stored(workspace: Path) -> dict[str, str]:
    """Everything in a workspace but the lock, which holds no data."""
    return {name: digest for name, digest in bytes_below(workspace).items() if name != "lock"}


def test_a_good_file_is_imported_and_its_totals_are_shown(tmp_path: Path) -> None:
    ran = bring(tmp_path, REPORT, *SAID)
    assert (ran.exit_code, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == "● Campaign report.csv：google_ads_report，读取 124 行，导入 spend 124"
    assert lines[1] == "   合计“Total: Campaigns”（cost）：文件 1648.31，逐行相加 1648.31，一致"
    assert lines[-1] == "共 1 个文件，0 个被拒绝。"


def test_it_says_the_same_in_english(tmp_path: Path) -> None:
    lines = bring(tmp_path, REPORT, *SAID, "--lang", "en").stdout.splitlines()
    assert lines[0] == "● Campaign report.csv: google_ads_report, 124 rows read, imported spend 124"
    assert lines[1] == '   total "Total: Campaigns" (cost): file 1648.31, rows 1648.31, agree'
    assert lines[-1] == "Files: 1; refused: 0."


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    ran = bring(tmp_path / "new", REPORT, *SAID, "--dry-run")
    assert ran.exit_code == 0
    assert "可导入 spend 124（试运行，未写入）" in ran.stdout
    assert not (tmp_path / "new").exists()


def test_a_dry_run_of_a_refused_file_does_not_claim_to_have_kept_it(tmp_path: Path) -> None:
    ran = bring(tmp_path / "new", REPORT, "--dry-run")
    assert (ran.exit_code, ran.codes) == (1, ["sources.account_missing", "sources.account_zone_unknown"])
    assert (
        ran.stdout.splitlines()[0] == "■ Campaign report.csv：不能导入（试运行，未写入）。请按上面的提示改正"
    )
    assert "密封" not in ran.stdout
    assert not (tmp_path / "new").exists()


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    assert bring(tmp_path, REPORT, *SAID).exit_code == 0
    before = stored(tmp_path)
    ran = bring(tmp_path, REPORT, *SAID)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[0] == "○ Campaign report.csv：此前已导入，没有变化"
    assert stored(tmp_path) == before


def test_the_same_bytes_under_another_name_change_nothing(tmp_path: Path) -> None:
    bring(tmp_path, REPORT, *SAID)
    before = stored(tmp_path)
    renamed = tmp_path.parent / "renamed.csv"
    renamed.write_bytes(REPORT.read_bytes())
    assert bring(tmp_path, renamed, *SAID).stdout.startswith("○ renamed.csv：此前已导入")
    assert stored(tmp_path) == before


def test_a_refused_file_is_sealed_and_adds_no_facts(tmp_path: Path) -> None:
    ran = bring(tmp_path, REPORT)
    assert (ran.exit_code, ran.codes) == (1, ["sources.account_missing", "sources.account_zone_unknown"])
    assert "■ Campaign report.csv：未导入。原文件已密封留存" in ran.stdout
    assert len(list((tmp_path / "blobs").iterdir())) == 1
    assert assay("facts", "spend", "--workspace", tmp_path).stdout.count("\n") == 1


def test_a_refused_file_can_be_brought_again_with_what_it_lacked(tmp_path: Path) -> None:
    assert bring(tmp_path, REPORT).exit_code == 1
    assert bring(tmp_path, REPORT, *SAID).exit_code == 0
    assert len(assay("facts", "spend", "--workspace", tmp_path, "--format", "json").document) == 124


def test_one_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    ran = bring(tmp_path, REPORT, SESSIONS, "--zone", "Asia/Shanghai")
    assert ran.exit_code == 1
    assert "■ Campaign report.csv" in ran.stdout
    assert "● 会话日报.csv：web_sessions，读取 124 行，导入 sessions 124" in ran.stdout
    assert ran.stdout.endswith("共 2 个文件，1 个被拒绝。\n")


def test_a_folder_stands_for_its_files_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "later").mkdir(parents=True)
    (folder / "later" / "b.csv").write_bytes(SESSIONS.read_bytes())
    (folder / "a.csv").write_bytes(REPORT.read_bytes())
    (folder / ".hidden").write_text("no export")
    ran = bring(tmp_path / "buyer", folder, *SAID, "--format", "json")
    assert [report["name"] for report in ran.document] == ["a.csv", "b.csv"]


def test_the_report_as_json_counts_rows_and_shows_controls(tmp_path: Path) -> None:
    (report,) = bring(tmp_path, REPORT, *SAID, "--format", "json").document
    assert (report["name"], report["format"]) == ("Campaign report.csv", "google_ads_report")
    assert (report["commit"], report["already"], report["refused"]) == (1, False, False)
    assert (report["rows_read"], report["rows"]) == (124, {"spend": 124})
    assert report["facts"]["period"] == "January 1, 2027 - January 31, 2027"
    assert {control["agrees"] for control in report["controls"] if control["column"] == "cost"} == {
        True,
        None,
    }


def test_a_finding_as_json_has_code_place_and_both_sentences(tmp_path: Path) -> None:
    (report,) = bring(tmp_path, REPORT, "--zone", "Asia/Shanghai", "--format", "json").document
    (finding,) = report["findings"]
    assert (finding["code"], finding["severity"]) == ("sources.account_missing", "error")
    assert finding["place"]["file"] == "Campaign report.csv"
    assert finding["text"]["zh"].startswith("未说明这份报表属于哪个账户")
    assert "--account" in finding["text"]["en"]


def test_a_file_that_is_not_there_is_named_before_anything_is_imported(tmp_path: Path) -> None:
    ran = bring(tmp_path / "buyer", SESSIONS, tmp_path / "gone.csv")
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.no_such_file"])
    assert "gone.csv" in ran.stderr
    assert not (tmp_path / "buyer").exists()


def test_a_mapping_file_in_another_encoding_is_a_finding(tmp_path: Path) -> None:
    mapping = tmp_path / "ours.toml"
    mapping.write_bytes("# 我们的表头".encode("gbk"))
    ran = bring(tmp_path / "buyer", SESSIONS, "--mapping", mapping)
    assert (ran.exit_code, ran.codes) == (1, ["cli.not_utf8"])
    assert not (tmp_path / "buyer").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_folder_that_is_no_workspace_is_left_alone(tmp_path: Path, lang: str) -> None:
    (tmp_path / "letter.txt").write_text("private")
    before = bytes_below(tmp_path)
    ran = bring(tmp_path, SESSIONS, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["store.folder_not_empty"])
    assert bytes_below(tmp_path) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_folder_without_files_is_said_and_makes_no_workspace(lang: str, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    ran = bring(tmp_path / "buyer", tmp_path / "exports", "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.no_files"])
    assert not (tmp_path / "buyer").exists()


def test_the_same_file_under_another_account_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "询盘登记表.xlsx"
    assay("template", "enquiry_log", "--output", str(log))
    options = ("--zone", "Asia/Shanghai", "--workspace", str(tmp_path / "ws"))
    assert assay("import", str(log), "--account", "crm/log", *options).exit_code == 0
    again = assay("import", str(log), "--account", "crm/other", *options)
    assert again.exit_code == 1
    assert "cli.other_account" in again.codes
    assert "crm/log" in again.stderr


def test_a_folder_s_own_workspace_is_never_imported(tmp_path: Path) -> None:
    log = tmp_path / "询盘登记表.xlsx"
    assay("template", "enquiry_log", "--output", str(log))
    options = (
        "--account",
        "crm/log",
        "--zone",
        "Asia/Shanghai",
        "--workspace",
        str(tmp_path / "ws"),
        "--format",
        "json",
    )
    assert [report["name"] for report in assay("import", str(tmp_path), *options).document] == [log.name]
    assert [report["name"] for report in assay("import", str(tmp_path), *options).document] == [log.name]


NOT_SEEN = {
    "zh": "   这种格式的读取规则依据公开资料编写，还没有见过真实文件。使用前请与平台上的合计核对",
    "en": "   The reader of this format was made from documents and has not yet seen a real file. "
    "Compare its totals with the platform's before you rely on it",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_format_known_from_documents_says_so_and_totals_lie_in_their_own_table(
    lang: str, tmp_path: Path
) -> None:
    report = FIXTURES / "meta_ads.en.csv"
    ran = bring(tmp_path, report, "--account", "meta/lumora", "--zone", "UTC", "--lang", lang)
    assert (ran.exit_code, ran.codes) == (0, ["sources.kept_as_totals"])
    assert "spend_totals 2" in ran.stdout.splitlines()[0]
    assert NOT_SEEN[lang] in ran.stdout.splitlines()
    rows = assay("facts", "spend_totals", "--workspace", tmp_path, "--format", "json").document
    told = [(row["entity"], row["start_on"], row["end_on"], row["cost_micros"]) for row in rows]
    assert told == [
        ("lamps-de", "2027-03-01", "2027-04-01", "20250000"),
        ("lamps-us", "2027-03-01", "2027-04-01", "100500000"),
    ]
    assert assay("facts", "spend", "--workspace", tmp_path, "--format", "json").document == []


def test_a_format_that_was_seen_says_nothing_of_it(tmp_path: Path) -> None:
    out = bring(tmp_path, REPORT, *SAID).stdout
    assert not [line for line in NOT_SEEN.values() if line in out]
