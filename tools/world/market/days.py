"""The web of a market day by day: every visit goes to its site, every click to its campaign, every program to the truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from tools.world.market.draws import Draws
from tools.world.market.folder import Folder
from tools.world.market.leads import Leads
from tools.world.market.plan import JOURNEY_DAYS, Plan, by_hour
from tools.world.market.setting import Setting
from tools.world.market.touches import DECLARED, HUMAN, Visit, burst, journey, visits_of_hour
from tools.world.market.web import Web, forms_of

SITE_HEADER = ("site", "campaign", "day", "sessions", "pages", "bounced", "form_starts", "form_submits")
VISIT_HEADER = ("site", "day", "second", "address", "stream", "kind")
JOURNEY_HEADER = ("lead", "day", "second", "address", "stream", "asks")


@dataclass(slots=True)
class Clicks:
    """A stream on a day: visits by kind, and clicks that no page followed."""

    visits: Counter[str]
    lost: int = 0

    @property
    def all(self) -> int:
        """Clicks as the platform counts and charges them."""
        return self.visits.total() + self.lost


@dataclass(slots=True)
class Happened:
    """What the web pass found: clicks by day and stream, and how many pages were looked at."""

    clicks: dict[tuple[int, int], Clicks]
    touches: int = 0


class Days:
    """Walks through the days; keeps a week of journeys and an hour of visits."""

    def __init__(self, what: Setting, folder: Folder, plan: Plan) -> None:
        self._what, self._folder, self._plan, self._leads = what, folder, plan, Leads(what, plan)
        self._web = Web(what, folder)
        self._journeys: defaultdict[int, list[Visit]] = defaultdict(list)
        self._forms: Counter[tuple[int, int]] = Counter()
        self._site: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.happened = Happened({})

    def walk(self, told: Callable[[int], None]) -> Happened:
        """Every day in order; ``told`` hears of each that is done."""
        for day in range(JOURNEY_DAYS):
            self._expect(day)
        for day in range(self._what.until):
            self._expect(day + JOURNEY_DAYS)
            self._day(day)
            told(day)
        return self.happened

    def _expect(self, day: int) -> None:
        """Take in the journeys of the leads of a day to come."""
        if day >= self._what.days:
            return
        for index in self._plan.leads_of(day):
            lead = self._leads.lead(index)
            for on, visit in journey(self._what, lead):
                self._journeys[on].append(visit)
            if lead.stream.site == "form" and lead.kind != "list_bought":
                self._forms[day, lead.stream.index] += 1

    def _day(self, day: int) -> None:
        self._web.begin(day)
        known = self._known(day)
        counts = [by_hour(self._plan.visits(stream.index, day)) for stream in self._what.streams]
        for hour in range(24):
            for visit in known[hour]:
                self._visit(day, visit)
            for stream in self._what.streams:
                if stream.site in ("main", "second"):
                    for visit in visits_of_hour(self._what, stream, day, hour, counts[stream.index][hour]):
                        self._visit(day, visit)
            self._web.end_hour(day, hour)
        self._web.end_day(day)
        self._end(day)

    def _known(self, day: int) -> list[list[Visit]]:
        """By hour, the visits that stand before the day begins: journeys and bursts. Clicks without a page are counted."""
        hours: list[list[Visit]] = [[] for _ in range(24)]
        for visit in self._journeys.pop(day, []):
            self._note_journey(day, visit)
            hours[visit.at // 3_600].append(visit)
        for stream in self._what.streams:
            planned = self._plan.visits(stream.index, day)
            clicks = Clicks(Counter(), self._lost(day, stream.index))
            if stream.site == "form":
                clicks.visits[HUMAN] = planned + self._forms.pop((day, stream.index), 0)
            self.happened.clicks[day, stream.index] = clicks
            hour, sudden = burst(self._what, stream, day, planned)
            hours[hour] += sudden
        return hours

    def _visit(self, day: int, visit: Visit) -> None:
        """One visit: to its site, to its campaign's clicks, and to the truth."""
        self._web.add(visit)
        self.happened.clicks[day, visit.stream.index].visits[visit.kind] += 1
        if visit.kind != HUMAN:
            row = [
                visit.stream.site,
                self._what.day(day),
                visit.at,
                visit.address,
                visit.stream.name,
                visit.kind,
            ]
            self._folder.table("truth/visits.csv", VISIT_HEADER).row(row)
        if visit.stream.site == "main" or visit.kind != DECLARED:
            self._session(visit)

    def _session(self, visit: Visit) -> None:
        """Count a visit as its site does: the second keeps no programs that say so, but bounces and forms."""
        named = visit.stream.name if visit.stream.vendor is not None else ""
        site = self._site[visit.stream.site, named]
        site["sessions"] += 1
        site["pages"] += visit.pages
        self.happened.touches += visit.pages
        if visit.stream.site == "second":
            forms = forms_of(visit)
            site["bounced"] += visit.pages == 1
            site["form_starts"] += "form_start" in forms
            site["form_submits"] += "form_submit" in forms

    def _note_journey(self, day: int, visit: Visit) -> None:
        asks = "yes" if visit.asks else "no"
        row = [visit.lead, self._what.day(day), visit.at, visit.address, visit.stream.name, asks]
        self._folder.table("truth/journeys.csv", JOURNEY_HEADER).row(row)

    def _lost(self, day: int, stream: int) -> int:
        if self._what.streams[stream].vendor is None:
            return 0
        percent = Draws(self._what.seed, "lost", stream, day).number(4, 12)
        return self._plan.visits(stream, day) * percent // 100

    def _end(self, day: int) -> None:
        """Write down what the day's sites should say: bounces and forms only where the site can know them."""
        table = self._folder.table("truth/site_days.csv", SITE_HEADER)
        for (site, campaign), counts in sorted(self._site.items()):
            known = ["bounced", "form_starts", "form_submits"] if site == "second" else []
            row = [site, campaign, self._what.day(day), counts["sessions"], counts["pages"]]
            table.row([*row, *(counts[name] for name in known)])
        self._site.clear()
