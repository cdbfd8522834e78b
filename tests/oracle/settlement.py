"""Month by month, what each statement says (language.md 7), from the measurements alone."""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from tests.oracle.measures import Measured, Week
from tests.oracle.money import (
    ONE,
    ZERO,
    Line,
    Room,
    after_relief,
    at_least,
    bonus,
    cap_limit,
    claim_spend,
    cost_shortfall,
    cut,
    fen,
    line,
    same_cause_max,
)
from tests.oracle.pooling import judge_weeks
from tests.oracle.terms import Agreement, Terms, days, number


@dataclass(frozen=True)
class LateFinding:
    """Leads that a closed month had counted as valid and that a rule now makes invalid."""

    of_month: str
    reason: str
    records: int
    qualified: int
    known_at: datetime


@dataclass(frozen=True)
class Suspense:
    """Into suspense negative, out of it positive."""

    id: str
    exact: Fraction
    minor: int


@dataclass(frozen=True)
class StatementReading:
    """One statement; amounts in fen, triggers as (id, month that completed the streak)."""

    month: str
    fee: int
    lines: tuple[Line, ...]
    invoice_basis: int
    set_offs: int
    suspense: tuple[Suspense, ...]
    payable: int
    carry: int
    triggers: tuple[tuple[str, str], ...]


@dataclass
class Books:
    """The fold: what earlier statements left for later ones, and the statement being written."""

    agreement: Agreement
    months: dict[str, Measured] = field(
        default_factory=dict
    )  # the figures by which each month was last judged
    weeks: list[Week] = field(default_factory=list)
    weeks_judged: int = 0
    certain_loss: dict[str, Fraction] = field(default_factory=dict)  # C1/qualified of provisional months
    suspended: dict[str, Suspense] = field(default_factory=dict)  # by line id of a later release
    bonus_posted: dict[str, tuple[Fraction, datetime]] = field(default_factory=dict)  # net of its cap
    kept: Room = field(default_factory=lambda: Room(ZERO, 0))  # compensation of all months, after caps
    carry: int = 0
    streak: int = 0
    triggers: list[tuple[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    movements: list[Suspense] = field(default_factory=list)

    def settle(self, month: Measured, *, finals: list[Measured], late: list[LateFinding]) -> StatementReading:
        """One step. `finals` are earlier provisional months, measured again and now final, oldest first."""
        if not month.valid_leads.final:
            raise ValueError(f"{month.month}: this reading does not split a month with undecided validity")
        terms = self.agreement.for_month(month.month)
        self.lines, self.movements = [], []
        for final in finals:
            self.true_up(final, month.as_of)
        for finding in late:
            self.claw_back(finding)
        self.months[month.month] = month
        self.judge_form_weeks(month, terms)
        self.claim(month, terms)
        self.judge_qualified(month, terms)
        self.pay_bonus(month, terms, month.as_of, suffix="")
        self.count_misses(month, terms)
        return self.close(month.month, terms)

    # Earlier months.

    def true_up(self, final: Measured, as_of: datetime) -> None:
        """The whole slice leaves suspense; what is decided beyond the certain loss is posted as a line."""
        before = self.months[final.month]
        if (final.valid_leads, final.lots, final.cost_per_lead) != (
            before.valid_leads,
            before.lots,
            before.cost_per_lead,
        ):
            raise ValueError(f"{final.month}: this reading expects only sales verdicts to become final later")
        terms = self.agreement.for_month(final.month)
        self.months[final.month] = final
        id_ = f"C1/qualified@{final.month}"
        self.release(id_)
        value = Fraction(after_relief(final.qualified))
        loss = terms.fee_lot("qualified") * at_least(value, terms.target("qualified", final.month))
        self.post("C1", "fee_reduction", -(loss - self.certain_loss.pop(final.month)), id_=id_)
        self.pay_bonus(final, terms, as_of, suffix=f"@{final.month}")

    def claw_back(self, finding: LateFinding) -> None:
        """The bonus of that month again, with cap and requirements, without the late records: the difference."""
        month = self.months[finding.of_month]
        terms = self.agreement.for_month(finding.of_month)
        clawback = terms.clause("C5")["clawback"]
        if finding.of_month not in self.bonus_posted or finding.reason not in clawback["for"]:
            return
        posted, posted_at = self.bonus_posted[finding.of_month]
        if finding.known_at > posted_at + days(clawback["within"]):
            return
        whole, over = bonus(month, terms, without=finding.records, without_qualified=finding.qualified)
        self.post("C5", "bonus", whole - over - posted, id_=f"C5@{finding.of_month}")
        self.bonus_posted[finding.of_month] = (whole - over, posted_at)

    def release(self, id_: str) -> None:
        slice_ = self.suspended.pop(id_, None)
        if slice_ is not None:
            self.movements.append(Suspense(id_, -slice_.exact, -slice_.minor))

    def suspend(self, clause: str, month: str, exact: Fraction) -> None:
        if exact:
            self.movements.append(Suspense(clause, -exact, -fen(exact)))
            self.suspended[f"{clause}@{month}"] = self.movements[-1]

    def post(self, clause: str, head: str, exact: Fraction, *, id_: str) -> None:
        if fen(exact):
            self.lines.append(line(clause, head, exact, id_=id_))

    # The month itself.

    def judge_form_weeks(self, month: Measured, terms: Terms) -> None:
        """Each week is an equal part of its month's fee lot; a waiting week's part waits whole in suspense."""
        self.weeks += month.weeks
        judged = judge_weeks(self.weeks, terms)
        now = [each for each in judged if each.in_month == month.month]
        part = {
            of_month: terms.fee_lot("form_rate") / sum(each.month == of_month for each in self.weeks)
            for of_month in {each.month for each in self.weeks}
        }
        for earlier in sorted({each.week.month for each in now} - {month.month}):
            id_ = f"C1/form_rate@{earlier}"
            self.release(id_)
            loss = sum((part[earlier] * each.shortfall for each in now if each.week.month == earlier), ZERO)
            self.post("C1", "fee_reduction", -loss, id_=id_)
        loss = sum(
            (part[month.month] * each.shortfall for each in now if each.week.month == month.month), ZERO
        )
        self.post("C1", "fee_reduction", -loss, id_="C1/form_rate")
        waiting = sum(each.in_month is None and each.week.month == month.month for each in judged)
        self.suspend("C1/form_rate", month.month, waiting * part[month.month] * ONE)

    def claim(self, month: Measured, terms: Terms) -> None:
        """C1 for the lead count and the cost per lead, C2 and C3 on the spend lots, one cause once, then caps."""
        if terms.text["combine"]["same_cause"] != "max":
            raise ValueError("this reading knows same_cause: max")
        target = terms.target("valid_leads", month.month)
        value = Fraction(after_relief(month.valid_leads))
        spend = claim_spend(list(month.lots), terms)
        off_c1 = same_cause_max(spend, value, target, terms.fee_lot("valid_leads"))
        loss = terms.fee_lot("valid_leads") * at_least(value, target) - off_c1
        self.post("C1", "fee_reduction", -loss, id_="C1/valid_leads")
        dear = cost_shortfall(month.cost_per_lead, terms.target("cpl", month.month))
        self.post("C1", "fee_reduction", -terms.fee_lot("cpl") * dear, id_="C1/cpl")
        claimed = [
            line("C2", "compensation", -sum((each.c2 for each in spend), ZERO)),
            line("C3", "compensation", -sum((each.c3 for each in spend), ZERO)),
        ]
        claimed = [each for each in claimed if each.minor]
        self.lines += claimed
        self.cap(claimed, terms)

    def cap(self, claimed: list[Line], terms: Terms) -> None:
        """Caps in order of span; each sees what the ones before left, the term's cap also what earlier months kept."""
        left = claimed
        for cap in sorted(terms.text["caps"], key=lambda each: (each["per"] != "month", each["id"])):
            if cap["heads"] != ["compensation"]:
                raise ValueError("this reading knows caps on compensation")
            limit = cap_limit(cap, terms)
            used = Room(ZERO, 0) if cap["per"] == "month" else self.kept
            room = Room(limit - used.exact, fen(limit) - used.minor)
            cuts = cut(cap["id"], left, room, terms)
            self.lines += cuts
            left = [after_cut(each, cuts) for each in left]
        self.kept = Room(
            self.kept.exact - sum((each.exact for each in left), ZERO),
            self.kept.minor - sum(each.minor for each in left),
        )

    def judge_qualified(self, month: Measured, terms: Terms) -> None:
        """Certain loss at the best outcome still open; the slice up to the worst waits (language.md 5)."""
        target, lot = terms.target("qualified", month.month), terms.fee_lot("qualified")
        worst_value = Fraction(after_relief(month.qualified))
        certain = lot * at_least(worst_value + month.qualified.open, target)
        worst = lot * at_least(worst_value, target)
        self.post("C1", "fee_reduction", -certain, id_="C1/qualified")
        self.suspend("C1/qualified", month.month, worst - certain)
        if not month.qualified.final:
            self.certain_loss[month.month] = certain

    def pay_bonus(self, month: Measured, terms: Terms, as_of: datetime, *, suffix: str) -> None:
        """A bonus reads final states and waits for them; what its cap cuts is a line of its own."""
        if not month.final:
            return
        whole, over = bonus(month, terms)
        if not suffix:
            self.post("C5", "bonus", whole, id_="C5")
            self.post("C5", "bonus", -over, id_="C5/cap")
        else:
            self.post("C5", "bonus", whole - over, id_=f"C5{suffix}")
        if whole:
            self.bonus_posted[month.month] = (whole - over, as_of)

    def count_misses(self, month: Measured, terms: Terms) -> None:
        """T1 fires with the month that completes the streak, once for each unbroken streak."""
        for trigger in terms.text["triggers"]:
            when, length = trigger["when"], int(number(trigger["for"]))
            if when != {"kpi": "valid_leads", "below": "100% of target"}:
                raise ValueError("this reading knows the trigger on valid leads")
            target = terms.target("valid_leads", month.month)
            missed = at_least(Fraction(after_relief(month.valid_leads)), target) > 0
            self.streak = self.streak + 1 if missed else 0
            if self.streak == length:
                self.triggers.append((trigger["id"], month.month))

    def close(self, month: str, terms: Terms) -> StatementReading:
        """Invoice basis, set-offs and what is payable; never below zero, the rest is carried (language.md 7)."""
        (payment,) = terms.text["payments"]
        if payment["on"] != "each_month":
            raise ValueError("this reading knows payments of each month")
        fee = fen(terms.monthly_fee)
        on_invoice = sum(each.minor for each in self.lines if each.head in ("fee_reduction", "bonus"))
        set_offs = -sum(each.minor for each in self.lines if each.head == "compensation")
        cash = fen(terms.monthly_fee * number(payment["share"]))
        due = cash + on_invoice - set_offs + sum(each.minor for each in self.movements) + self.carry
        self.carry = min(due, 0)
        return StatementReading(
            month=month,
            fee=fee,
            lines=tuple(sorted(self.lines, key=lambda each: each.id)),
            invoice_basis=fee + on_invoice,
            set_offs=set_offs,
            suspense=tuple(sorted(self.movements, key=lambda each: each.id)),
            payable=max(due, 0),
            carry=self.carry,
            triggers=tuple(self.triggers),
        )


def after_cut(claimed: Line, cuts: list[Line]) -> Line:
    mine = [each for each in cuts if each.id.endswith(f"/{claimed.id}")]
    return Line(
        id=claimed.id,
        clause=claimed.clause,
        head=claimed.head,
        exact=claimed.exact + sum((each.exact for each in mine), ZERO),
        minor=claimed.minor + sum(each.minor for each in mine),
    )
