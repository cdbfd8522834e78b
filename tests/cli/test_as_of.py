"""What was known on a day stays what was known: a statement drawn as of then is the same, whatever came since.

January is measured and settled on paper as of its statement day, then five months more come in, and corrections of
January in every table: dearer days, other sessions, a changed log, search results, top-ups, chats, events of the web.
"""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Ran, assay
from tests.demo.shared import CONTRACT, EXAMPLE
from tests.sources.reading import FIXTURES

THEN, SINCE = "2027-02-05T09:00:00+08:00", "2027-08-01T09:00:00+08:00"
COMMANDS = (("settle", "--dry-run"), ("measure",), ("leads",))
LOG = (
    "询盘编号,询盘时间,来源渠道,广告系列,客户姓名,邮箱,国家\n"
    "HY2701-003,2027-01-02 10:00,展会,,Another Name,another@name.example,印度\n"
)
CHART = "Date,Clicks,Impressions,CTR,Position\n2027-01-05,5,100,5%,9\n"
SPEND = "Day,Campaign,Currency code,Campaign type,Clicks,Impr.,Cost\n2027-01-05,search-us-solar,USD,Search,20,474,999.00\n"
SESSIONS = "日期,广告系列,会话数,可判定会话,跳出会话\n2027/1/5,search-us-solar,900,900,899\n"
ORDERS = "订单号,询盘编号,日期,阶段,币种,金额\nPI-9,HY2701-001,2027-01-20,大货订单,USD,90000\n"
CORRECTIONS = (
    ("登记表.csv", LOG, "crm/enquiry-log", ()),
    ("Chart.csv", CHART, "search/huayao", ()),
    ("campaigns.csv", SPEND, "google_ads/huayao-main", ()),
    ("会话.csv", SESSIONS, "site/huayao-solar", ("--mapping", "web_sessions")),
    ("台账.csv", ORDERS, "erp/order-ledger", ("--mapping", "order_ledger")),
)
OF_MARCH = (
    *("access.log", "ga4.csv", "ga4_events.jsonl", "media_ledger.gbk.csv", "whatsapp_webhook.jsonl", "meta_leadgen.jsonl"),
    *("meta_ads.en.csv", "inbox.mbox"),
)  # fmt: skip


def asked(workspace: Path, as_of: str) -> dict[str, Ran]:
    shown = ("--period", "2027-01", "--as-of", as_of, "--format", "json", "--workspace", workspace)
    return {command: assay(command, *CONTRACT, *shown, *more) for command, *more in COMMANDS}


def later(folder: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every file that comes after the statement day, with what is said of it."""
    for entry in tomllib.loads((EXAMPLE / "exports" / "manifest.toml").read_text("utf-8"))["file"]:
        if entry["path"][:7] in ("2027-02", "2027-03"):
            said = [("--account", "account"), ("--zone", "zone"), ("--mapping", "mapping")]
            options = [part for option, key in said if key in entry for part in (option, entry[key])]
            yield EXAMPLE / "exports" / entry["path"], tuple(options)
    for name, text, account, more in CORRECTIONS:
        (folder / name).write_text(text, "utf-8")
        yield folder / name, ("--account", account, "--zone", "Asia/Shanghai", *more)
    for name in OF_MARCH:
        zone = ("--zone", "Asia/Shanghai", "--ours", "lumora.example")
        yield FIXTURES / name, ("--account", f"late/{name}", *zone)


@pytest.fixture(scope="module")
def grown(january: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Ran], Path]:
    """What was printed on the statement day, and the workspace after all that came since."""
    folder = tmp_path_factory.mktemp("since")
    own = Path(shutil.copytree(january, folder / "buyer"))
    before = asked(own, THEN)
    known_at = ("--known-at", "2027-07-01T10:00:00+08:00")
    for path, options in later(folder):
        ran = assay("import", path, "--workspace", own, *options, *known_at)
        assert ran.exit_code == 0, (path.name, ran.stderr)
    undone = assay("undo", 2, "--workspace", own, *known_at)
    assert undone.exit_code == 0, undone.stderr
    return before, own


@pytest.mark.parametrize("command", [command for command, *_ in COMMANDS])
def test_as_of_then_it_is_what_it_was_byte_for_byte(command: str, grown: tuple[dict[str, Ran], Path]) -> None:
    before, own = grown
    again = asked(own, THEN)[command]
    assert (again.exit_code, again.stdout, again.stderr) == (
        0,
        before[command].stdout,
        before[command].stderr,
    )


@pytest.mark.parametrize("command", [command for command, *_ in COMMANDS])
def test_by_what_is_known_now_it_is_another(command: str, grown: tuple[dict[str, Ran], Path]) -> None:
    before, own = grown
    now = asked(own, SINCE)[command]
    assert now.exit_code == 0, now.stderr
    assert now.stdout.replace(SINCE, THEN) != before[command].stdout
