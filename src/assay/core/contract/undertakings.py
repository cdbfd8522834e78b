"""What the parties undertake beside the figures: who gives notice, access, the vendor's duties, what survives the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from assay.core.deadlines import Deadline, parse_deadline
from assay.core.findings import Place
from assay.core.money import decimal_text
from assay.core.quantity import QuantityError

A_MONTH = Deadline(Fraction(1), "month")


@dataclass(frozen=True, slots=True)
class Notices:
    """Where a party receives notices, and from which moment they count."""

    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    effective: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """Governing law, forum, the language that prevails, and the articles that the parties had in mind."""

    governing: str = ""
    forum_zh: str = ""
    forum_en: str = ""
    text_prevails: str = ""
    legal_refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see and keep the data.

    Attributes:
        dashboard: How fresh a dashboard is, such as ``realtime``.
        export: Formats that the buyer may export.
        behaviour_backend: Whether the back end of behaviour is open to the buyer.
        raw_retention: Raw data are kept at least so long; None when not said.
        personal_retention: Personal data are erased at the latest so long after the end.
        tamper_alarm: Whether a change of delivered data raises an alarm.
        account_ownership: Party that owns the accounts.
        handover: Time after the end to hand over ``handover_of``.
    """

    dashboard: str = ""
    export: tuple[str, ...] = ()
    behaviour_backend: bool = False
    raw_retention: Deadline | None = None
    personal_retention: Deadline | None = None
    tamper_alarm: bool = False
    account_ownership: str = ""
    handover: Deadline | None = None
    handover_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorDuty:
    """One duty of the vendor.

    Attributes:
        per: How often it is owed, as written; see :attr:`rhythm`.
        bound: Which bound it has: ``count``, ``share`` or ``lock``; empty when doing it is enough.
        op, least, unit: That bound, which a ``duty`` event must report, such as ``>= 3``; ``least`` None without.
        respond, report: incident: time to respond and to report.
        terms: Everything else, as written, in order (``content``, ``no_interns`` …).
    """

    id: str
    place: Place
    per: Deadline | None = None
    bound: str = ""
    op: str = ">="
    least: Fraction | None = None
    unit: str = ""
    respond: Deadline | None = None
    report: Deadline | None = None
    terms: Mapping[str, tuple[str, ...]] | None = None

    @property
    def rhythm(self) -> Deadline | None:
        """How often it is owed: a share is measured every month unless it says otherwise; None for once in the term."""
        return A_MONTH if self.per is None and self.bound == "share" else self.per

    @property
    def is_once(self) -> bool:
        """Whether it, or each part of it, is owed once, by the last day of the term."""
        return self.rhythm is None and not self.answers and self.lock is None

    @property
    def lock(self) -> Deadline | None:
        """How long people stay, when that is a length of time; None otherwise."""
        if self.bound != "lock" or self.least is None:
            return None
        try:
            return parse_deadline(f"{decimal_text(self.least)} {self.unit}")
        except QuantityError:
            return None

    @property
    def answers(self) -> Mapping[str, Deadline]:
        """What is owed after each incident, and how soon."""
        both = {"respond": self.respond, "report": self.report}
        return {name: deadline for name, deadline in both.items() if deadline is not None}

    @property
    def parts(self) -> tuple[str, ...]:
        """What is reported one by one: the answers to an incident; of a duty owed once, its papers and what it promises."""
        if self.answers or self.rhythm is not None:
            return tuple(self.answers)
        terms = self.terms or {}
        return (*terms.get("of", ()), *(key for key, values in terms.items() if values == ("true",)))


@dataclass(frozen=True, slots=True)
class Survival:
    """What goes on after the end: confidentiality of both, and non-compete of the vendor."""

    confidentiality: Deadline | None = None
    non_compete: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Disputes:
    """How disputes run. ``audit_cost_over``: share of difference above which the loser bears the audit; None for never."""

    undisputed_part: str = "pay_on_time"
    disputed: str = "suspense"
    steps: tuple[str, ...] = ()
    audit_cost_over: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """How targets are revised: ``every`` month or quarter, by at most ``max_change`` of the factor 1."""

    every: str
    max_change: Fraction
    place: Place


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Business hours of a country from a day on. Minutes count from midnight of its zone; weekday 0 is Monday."""

    country: str
    from_on: date
    zone: ZoneInfo
    open_minute: int
    close_minute: int
    rest: frozenset[int]
    holidays: frozenset[date]
