"""Visits as the two sites record them: a web-server log, and analytics events that leave out programs which say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from tools.world.market.folder import Folder, Kind, received
from tools.world.market.setting import PLATFORMS, ZONE, Setting, Stream
from tools.world.market.talks import MONTHS
from tools.world.market.touches import DECLARED, UNDECLARED, Visit

TOUCHES_OF_A_MONTHLY_FILE = 2_000
"""Touches a day above which a file holds a day and not a month."""
BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
)
PROGRAMS = (
    "curl/8.5.0",
    "python-requests/2.32.3",
    "Mozilla/5.0 (compatible; ExampleCrawler/2.1; +https://crawler.example/bot)",
    "Go-http-client/2.0",
)
PATHS = (
    "/products",
    "/products/series-a",
    "/prices",
    "/about",
    "/references",
    "/downloads",
    "/products/series-b",
    "/faq",
)


def programs_agent(visit: Visit) -> str:
    """What the visitor's program calls itself."""
    return PROGRAMS[visit.look % 4] if visit.kind == DECLARED else BROWSERS[visit.look % 5]


class Web:
    """Writes lines in order of time: lines of the hours to come are kept until their hour."""

    def __init__(self, what: Setting, folder: Folder) -> None:
        self._what, self._folder = what, folder
        self._daily = what.touches // what.days > TOUCHES_OF_A_MONTHLY_FILE
        self._landings = [_landing(one) for one in what.streams]
        self._kept: dict[str, list[tuple[int, int, str]]] = {"main": [], "second": []}
        self._written = 0
        self._stamp, self._date, self._from_second = "", "", 0

    def begin(self, day: int) -> None:
        """A new day."""
        on = self._what.day(day)
        self._stamp, self._date = f"{on:%d}/{MONTHS[on.month - 1]}/{on.year}", f"{on:%Y%m%d}"
        begins = self._what.moment(day).replace(tzinfo=UTC) - timedelta(hours=8)
        self._from_second = int((begins - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())

    def add(self, visit: Visit) -> None:
        """Take in a visit of the day."""
        site = visit.stream.site
        lines = self._log_lines(visit) if site == "main" else self._events(visit)
        for at, line in lines:
            self._written += 1
            self._kept[site].append((at, self._written, line))

    def end_hour(self, day: int, hour: int) -> None:
        """Write what happened until the end of an hour; at the end of the day nothing is left."""
        until = (hour + 1) * 3_600
        for site, lines in self._kept.items():
            lines.sort()
            ready = next((place for place, line in enumerate(lines) if line[0] >= until), len(lines))
            if ready:
                file = self._folder.lines(*self._file(site, day), known=received(self._month(day)))
                file.writelines(line for _, _, line in lines[:ready])
            del lines[:ready]

    def end_day(self, day: int) -> None:
        """Close the files of a day that are a day's."""
        for site in self._kept:
            path, kind = self._file(site, day)
            if self._daily:
                self._folder.lines(path, kind, known=received(self._month(day)))
                self._folder.close(path)

    def _file(self, site: str, day: int) -> tuple[str, Kind]:
        part = f"-{self._what.day(day)}" if self._daily else ""
        where = f"exports/{self._month(day)}"
        if site == "main":
            return f"{where}/access{part}.log", Kind("web_log", "site/main", zone=ZONE)
        return f"{where}/events{part}.jsonl", Kind("ga4_export", "ga4/second", zone=ZONE)

    def _month(self, day: int) -> str:
        return f"{self._what.day(day):%Y-%m}"

    def _log_lines(self, visit: Visit) -> Iterator[tuple[int, str]]:
        agent, at = programs_agent(visit), visit.at
        target, referrer = self._landings[visit.stream.index], "-"
        if visit.stream.vendor is not None:
            target += visit.click
        for page in range(visit.pages):
            hour, rest = divmod(at, 3_600)
            minute, second = divmod(rest, 60)
            yield (
                at,
                (
                    f"{visit.address} - - [{self._stamp}:{hour:02d}:{minute:02d}:{second:02d} +0800] "
                    f'"GET {target} HTTP/1.1" 200 {4_000 + visit.look} "{referrer}" "{agent}"\n'
                ),
            )
            last = page == visit.pages - 2 and visit.asks
            target = "/thank-you" if last else PATHS[visit.look + page & 7]
            at, referrer = at + visit.gap, f"https://www.{self._what.domain}/"

    def _events(self, visit: Visit) -> Iterator[tuple[int, str]]:
        if visit.kind == DECLARED:
            return
        begins = self._from_second + visit.at
        named = visit.stream.name if visit.stream.vendor is not None else ""
        for page in range(visit.pages):
            name = "page_view" if page else "session_start"
            yield visit.at + page * visit.gap, self._event(visit, begins, name, page, named)
        for name in forms_of(visit):
            page = visit.pages - 1
            yield visit.at + page * visit.gap, self._event(visit, begins, name, page, named)

    def _event(self, visit: Visit, begins: int, name: str, page: int, campaign: str) -> str:
        said = _text("campaign", campaign) if campaign else ""
        engaged = "1" if page else "0"
        return (
            f'{{"event_date": "{self._date}", "event_timestamp": "{begins + page * visit.gap}000000", '
            f'"event_name": "{name}", "event_params": [{{"key": "ga_session_id", "value": {{"string_value": null, '
            f'"int_value": "{begins}"}}}}, {_text("session_engaged", engaged)}{", " if said else ""}{said}], '
            f'"user_pseudo_id": "{visit.address.replace(":", ".")}"}}\n'
        )


def forms_of(visit: Visit) -> tuple[str, ...]:
    """Which events of a form a visit of the second site has: those who ask send it, some others only begin."""
    if visit.asks:
        return ("form_start", "form_submit")
    return ("form_start",) if visit.kind != UNDECLARED and visit.pages > 2 and visit.look % 5 == 0 else ()


def _landing(stream: Stream) -> str:
    """The page that an advertisement leads to, up to the id of the click."""
    if stream.vendor is None:
        return "/"
    platform = PLATFORMS[stream.platform]
    return (
        f"/?utm_source={platform.source}&utm_medium=cpc&utm_campaign={quote(stream.name)}&{platform.click}="
    )


def _text(key: str, value: str) -> str:
    return f'{{"key": "{key}", "value": {{"string_value": "{value}", "int_value": null}}}}'
