"""A slow, plain reading of the demo's raw files: what each enquiry is worth, from the words of the contract alone.

Written from the contract's Chinese comments and the language's text, without a line of the package, so that it can
disagree with it. Times are naive, in Shanghai.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from openpyxl import load_workbook

GERMAN = {
    "Anfrage-Nr": "询盘编号", "Eingang": "询盘时间", "Kanal": "来源渠道", "Kampagne": "广告系列", "Klickzeit": "点击时间",
    "E-Mail": "邮箱", "Telefon": "电话/WhatsApp", "Land": "国家", "Erreichbar": "联系状态", "Kategorie": "客户类别",
    "Erste Antwort": "首次回复时间", "Nächste Nachricht": "客户再次回复时间", "Bewertung": "销售判定",
}  # fmt: skip
MARKETS = {"美国", "德国", "Deutschland"}
EXCLUDED = {"老客户", "同行", "员工", "求职", "推销", "低于起订量"}
OWN = {"展会": "trade_show", "阿里国际站": "b2b_platform"}
HOUR = timedelta(hours=1)
CHAT_LINE = re.compile(r"\[?(?P<at>\d[^\]]*?\d)(?:\] | - )(?P<who>[^:]+): ")


@dataclass(frozen=True, slots=True)
class Row:
    """An enquiry as the newest export shows it."""

    book: str
    number: str
    created: datetime
    cells: Mapping[str, str]

    def time(self, name: str) -> datetime | None:
        """A moment of the row, None when blank."""
        return moment(self.cells[name]) if self.cells[name] else None

    @property
    def keys(self) -> set[str]:
        """What tells the person: e-mail in lower case, digits of the phone."""
        digits = re.sub(r"\D", "", self.cells["电话/WhatsApp"])
        return {key for key in (self.cells["邮箱"].lower(), digits) if key}

    @property
    def paid(self) -> bool:
        """Whether a paid click is noted."""
        return bool(self.cells["广告系列"])


@dataclass(frozen=True, slots=True)
class Judged:
    """Owner, verdict, reason, relief and the word of sales; empty where there is none."""

    owner: str
    verdict: str = ""
    reason: str = ""
    relief: str = ""
    qualified: str = ""


class Demo:
    """The raw files that had arrived by the statement of a month."""

    def __init__(self, folder: Path, until: str) -> None:
        manifest = tomllib.loads((folder / "exports" / "manifest.toml").read_text("utf-8"))
        as_of = next(period["as_of"] for period in manifest["period"] if period["month"] == until)
        self.as_of = datetime.fromisoformat(as_of).replace(tzinfo=None)
        self.rows: dict[tuple[str, str], Row] = {}
        self.orders: list[tuple[date, set[str]]] = []
        self.failed: set[tuple[str, date]] = set()
        self.chats: defaultdict[str, list[tuple[datetime, bool]]] = defaultdict(list)
        for entry in manifest["file"]:
            if entry["known_at"] <= as_of:
                self._take(folder / "exports" / entry["path"], entry)

    def judge(self, row: Row) -> Judged:
        """The one verdict on an enquiry."""
        owner = self._owner(row)
        if owner != "contract":
            return Judged(owner)
        reason, late = self._reason(row)
        word = {"合格": "yes", "Qualifiziert": "yes", "不合格": "no", "Nicht qualifiziert": "no"}.get(
            row.cells["销售判定"], ""
        )
        still_open = self.as_of <= row.created + timedelta(days=14)
        qualified = word or ("open" if still_open else "no")
        if not reason:
            return Judged(owner, "valid", qualified=qualified)
        return Judged(owner, "invalid", reason, "deemed_valid" if late else "", qualified)

    def _owner(self, row: Row) -> str:
        campaign, clicked = row.cells["广告系列"], row.time("点击时间")
        if not campaign:
            return "unknown" if row.cells["来源渠道"].startswith("谷歌") else self._unpaid(row)
        if clicked is None or row.created - clicked > timedelta(days=30):
            return "organic"
        if campaign.startswith("brand") and row.created >= datetime.fromisoformat("2027-05-01"):
            return "own"
        return "own" if self._known(row) else "contract"

    def _unpaid(self, row: Row) -> str:
        return "own" if row.cells["来源渠道"] in OWN else "organic"

    def _known(self, row: Row) -> bool:
        """Met before without an advertisement: in the log, or as a customer of the last 24 months."""
        two_years_ago = row.created.date().replace(year=row.created.year - 2)
        met = any(
            one.created < row.created and not one.paid and one.keys & row.keys for one in self.rows.values()
        )
        ordered = any(
            two_years_ago <= on < row.created.date() and keys & row.keys for on, keys in self.orders
        )
        return met or ordered

    def _reason(self, row: Row) -> tuple[str, bool]:
        """The first reason that applies, and whether our late reply takes the blame."""
        cells, clicked = row.cells, row.time("点击时间") or row.created
        earlier = [
            one
            for one in self.rows.values()
            if row.created - timedelta(days=180) <= one.created < row.created
        ]
        checks = {
            "duplicate": any(one.keys & row.keys for one in earlier),
            "excluded": cells["客户类别"] in EXCLUDED,
            "market": cells["国家"] not in MARKETS,
            "unreachable": cells["联系状态"] in ("退信", "空号"),
            "failed_segment": (cells["广告系列"], clicked.date()) in self.failed,
        }
        for reason, applies in checks.items():
            if applies:
                return reason, False
        return self._silence(row)

    def _silence(self, row: Row) -> tuple[str, bool]:
        heard = [at for at, ours in self._messages(row) if not ours]
        replies = [at for at, ours in self._messages(row) if ours]
        if not replies:
            return ("silent", True) if self.as_of > row.created + 24 * HOUR else ("", False)
        replied = min(replies)
        if any(replied <= at <= replied + 72 * HOUR for at in heard) or self.as_of <= replied + 72 * HOUR:
            return "", False
        return "silent", replied > row.created + 24 * HOUR

    def _messages(self, row: Row) -> list[tuple[datetime, bool]]:
        """Moment and side of what the log and the chats know after the enquiry."""
        logged = [(row.time("首次回复时间"), True), (row.time("客户再次回复时间"), False)]
        chatted = [message for key in row.keys for message in self.chats[key]]
        return [(at, ours) for at, ours in [*logged, *chatted] if at and at > row.created]

    def _take(self, path: Path, entry: Mapping[str, str]) -> None:
        match entry["format"]:
            case "enquiry_log":
                for cells in table(path):
                    row = Row(entry["account"], cells["询盘编号"], moment(cells["询盘时间"]), cells)
                    self.rows[row.book, row.number] = row
            case "order_ledger":
                for cells in table(path):
                    keys = {cells["邮箱"].lower(), re.sub(r"\D", "", cells["电话"])}
                    self.orders.append((moment(cells["日期"]).date(), keys))
            case "web_sessions":
                for cells in table(path):
                    judged, bounced = int(cells["可判定会话"]), int(cells["跳出会话"])
                    if judged >= 60 and Fraction(bounced, judged) > Fraction(70, 100):
                        self.failed.add((cells["广告系列"], moment(cells["日期"]).date()))
            case "whatsapp_chat":
                self._take_chat(path, entry["account"].removeprefix("whatsapp/"))

    def _take_chat(self, path: Path, us: str) -> None:
        lines = [CHAT_LINE.match(line) for line in path.read_text("utf-8").splitlines()]
        said = [(chat_moment(found["at"]), found["who"]) for found in lines if found]
        them = next(re.sub(r"\D", "", who) for _, who in said if who != us)
        self.chats[them] += [(at, who == us) for at, who in said]


def table(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a book as text by Chinese header."""
    lines = sheet(path) if path.suffix == ".xlsx" else text_lines(path)
    header = [GERMAN.get(name, name) for name in next(lines)]
    for cells in lines:
        yield dict(zip(header, cells, strict=True))


def sheet(path: Path) -> Iterator[list[str]]:
    """Rows of a workbook; moments as ISO text, blanks as empty text, without a leading apostrophe."""
    for cells in load_workbook(path).worksheets[0].iter_rows(values_only=True):
        yield ["" if cell is None else str(cell).removeprefix("'") for cell in cells]


def text_lines(path: Path) -> Iterator[list[str]]:
    """Rows of a text file in the encoding that its name tells."""
    german = path.name == "anfragen-webformular.csv"
    encoding = "cp1252" if german else "gbk" if path.name == "询盘登记表.csv" else "utf-8-sig"
    return csv.reader(io.StringIO(path.read_bytes().decode(encoding)), delimiter=";" if german else ",")


def moment(text: str) -> datetime:
    """A moment as the books write it: ISO, 2027/2/3 9:05, 2027/2/3, or 03.02.2027 09:05."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if "." in text:
        day, month, year, *clock = numbers
    else:
        year, month, day, *clock = numbers
    hour, minute = (*clock, 0, 0)[:2]
    return datetime.fromisoformat(f"{year}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}")


def chat_moment(text: str) -> datetime:
    """A moment as phones write it: year first, day/month/year, or the American month/day/yy with seconds."""
    first, second, third, hour, minute = [int(number) for number in re.findall(r"\d+", text)[:5]]
    if first > 31:
        year, month, day = first, second, third
    elif third < 100:
        year, month, day = 2000 + third, first, second
    else:
        year, month, day = third, second, first
    hour = hour + 12 if re.search("下午|晚上", text) and hour < 12 else hour
    return datetime.fromisoformat(f"{year}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}")
