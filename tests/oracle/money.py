"""The parts of a statement's money, one function for each rule: shortfalls, claims on lots, same cause, caps, bonus."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from tests.oracle.measures import Cost, Count, Lot, Measured
from tests.oracle.terms import Terms, number

ZERO = Fraction(0)
ONE = Fraction(1)


def fen(exact: Fraction) -> int:
    """Rounded once to the minor unit, half away from zero (language.md 7)."""
    size = floor(abs(exact) * 100 + Fraction(1, 2))
    return size if exact >= 0 else -size


def money_text(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


# Shortfalls (language.md 5). Comparison is unrounded.


def at_least(value: Fraction, target: Fraction) -> Fraction:
    if target <= 0:
        return ZERO
    return max(ZERO, (target - value) / target)


def at_most(value: Fraction, target: Fraction) -> Fraction:
    if target == 0:
        return ZERO if value == 0 else ONE
    return min(ONE, max(ZERO, (value - target) / target))


def after_relief(count: Count) -> int:
    """Deemed-valid records count as valid; they are applied here, once (language.md 4)."""
    return count.value + count.deemed_valid


def cost_shortfall(cost: Cost, target: Fraction) -> Fraction:
    units = cost.denominator + cost.deemed_valid
    if units == 0:
        return ONE if cost.numerator > 0 else ZERO
    return at_most(cost.numerator / units, target)


# Claims on spend lots (language.md 6).


@dataclass
class SpendClaim:
    """What C2 and C3 take of one lot. A lead's C2 amount is `per_lead`; `invalid` is after reliefs and exceptions."""

    lot: str
    c2: Fraction
    c3: Fraction
    invalid: int

    @property
    def per_lead(self) -> Fraction:
        return self.c2 / self.invalid


def invalid_for_c2(lot: Lot, terms: Terms) -> int:
    """Invalid leads after reliefs; excepted reasons are not counted, yet stay credited."""
    excepted = terms.clause("C2").get("except", [])
    return sum(
        many - lot.relieved.get(reason, 0) for reason, many in lot.invalid.items() if reason not in excepted
    )


def allowance(lots: list[Lot], terms: Terms) -> Fraction:
    """f = max(0, 1 - tolerance x credited / invalid), over all lots with cost and credited leads, before stacking."""
    with_leads = [lot for lot in lots if lot.cost > 0 and lot.credited > 0]
    credited = sum(lot.credited for lot in with_leads)
    invalid = sum(invalid_for_c2(lot, terms) for lot in with_leads)
    if invalid == 0:
        return ZERO
    return max(ZERO, 1 - number(terms.clause("C2")["tolerance"]) * credited / invalid)


def claim_spend(lots: list[Lot], terms: Terms) -> list[SpendClaim]:
    """A failed segment is claimed whole at C3's greater multiple, which leaves C2 nothing of that lot."""
    c2, c3 = terms.clause("C2"), terms.clause("C3")
    if (
        c3["for"] != "segment"
        or c3["includes_principal"] != "true"
        or number(c3["multiple"]) <= number(c2["multiple"])
    ):
        raise ValueError("this reading knows C3 for failed segments, with principal, above C2")
    f = allowance(lots, terms)
    claims = []
    for lot in lots:
        invalid = invalid_for_c2(lot, terms)
        if lot.cost == 0:
            continue
        if lot.failed is not None:
            claims.append(SpendClaim(lot.id, c2=ZERO, c3=lot.cost * number(c3["multiple"]), invalid=invalid))
        elif lot.credited and invalid and f:
            share = f * invalid / lot.credited
            claims.append(SpendClaim(lot.id, lot.cost * share * number(c2["multiple"]), ZERO, invalid))
    return claims


def same_cause_max(
    claims: list[SpendClaim], value: Fraction, target: Fraction, fee_lot: Fraction
) -> Fraction:
    """Takes the smaller remedy of each lead that both clauses charge off its clause.

    Lowers `c2` of the claims in place and gives back what is taken off C1.
    """
    claimed = [claim for claim in claims if claim.c2 > 0]
    left = min(max(ZERO, target - value), Fraction(sum(claim.invalid for claim in claimed)))
    if left == 0:
        return ZERO
    c1_per_lead = fee_lot / target
    off_c1 = ZERO
    for claim in sorted(claimed, key=lambda each: (-each.per_lead, each.lot)):
        leads = min(left, Fraction(claim.invalid))
        left -= leads
        if claim.per_lead > c1_per_lead:
            off_c1 += leads * c1_per_lead
        else:
            claim.c2 -= leads * claim.per_lead
    return off_c1


# Lines and caps.


@dataclass(frozen=True)
class Line:
    """One posting. Money that the vendor loses is negative; `minor` counts fen."""

    id: str
    clause: str
    head: str
    exact: Fraction
    minor: int


def line(clause: str, head: str, exact: Fraction, *, id_: str | None = None) -> Line:
    return Line(id=id_ or clause, clause=clause, head=head, exact=exact, minor=fen(exact))


@dataclass(frozen=True)
class Room:
    """What a cap allows in this period, in both countings."""

    exact: Fraction
    minor: int


def cut(cap: str, lines: list[Line], room: Room, terms: Terms) -> list[Line]:
    """The cap's lines: the highest priority number is cut first, and the rounded lines meet the limit exactly.

    `lines` are what earlier caps left, one for each clause, negative.
    """
    exact_over = -sum((each.exact for each in lines), ZERO) - room.exact
    minor_over = -sum(each.minor for each in lines) - room.minor
    if exact_over <= 0:
        return []
    cuts: list[tuple[Line, Fraction]] = []
    for each in sorted(lines, key=lambda one: -int(terms.clause(one.clause)["priority"])):
        part = min(exact_over, -each.exact)
        exact_over -= part
        if part > 0:
            cuts.append((each, part))
    minors = shared_out(minor_over, cuts)
    return [
        Line(id=f"{cap}/{each.clause}", clause=cap, head=each.head, exact=part, minor=minor)
        for (each, part), minor in zip(cuts, minors, strict=True)
        if minor
    ]


def shared_out(minor_over: int, cuts: list[tuple[Line, Fraction]]) -> list[int]:
    """Largest remainder over the cuts; no line above the rounded amount that it cuts, none below zero."""
    minors = [min(floor(part * 100), -each.minor) for each, part in cuts]
    order = sorted(
        range(len(cuts)), key=lambda at: (floor(cuts[at][1] * 100) - cuts[at][1] * 100, cuts[at][0].id)
    )
    left = minor_over - sum(minors)
    while left > 0 and any(minors[at] < -cuts[at][0].minor for at in order):
        for at in order:
            if left > 0 and minors[at] < -cuts[at][0].minor:
                minors[at] += 1
                left -= 1
    while left < 0 and any(minors):
        at = max(range(len(cuts)), key=lambda which: (minors[which] > 0, which))
        minors[at] -= 1
        left += 1
    return minors


def cap_limit(cap: dict[str, str], terms: Terms) -> Fraction:
    base = {"fee.month": terms.monthly_fee, "fee.total": terms.total_fee}
    return number(cap["limit"]) * base[cap["limit"].split(" of ")[1]]


# The bonus (language.md 7).


def bonus(
    month: Measured, terms: Terms, *, without: int = 0, without_qualified: int = 0
) -> tuple[Fraction, Fraction]:
    """(bonus before its cap, what the cap cuts), with some records left out for a clawback. Both zero or positive."""
    c5 = terms.clause("C5")
    valid = Fraction(after_relief(month.valid_leads) - without)
    qualified = Fraction(after_relief(month.qualified) - without_qualified)
    target = terms.target("valid_leads", month.month)
    if target <= 0 or valid <= target:
        return ZERO, ZERO
    qualified_met = at_least(qualified, terms.target("qualified", month.month)) == 0
    for needed in c5["requires"]:
        if needed == "kpi.qualified.met":
            holds = qualified_met
        elif needed.startswith("qualified / valid_leads >= "):
            holds = qualified / valid >= number(needed)
        else:
            raise ValueError(f"this reading does not know the requirement {needed!r}")
        if not holds:
            return ZERO, ZERO
    if not qualified_met and "bonus" in terms.text["kpis"]["qualified"]["gate"]:
        return ZERO, ZERO
    whole = number(c5["rate"]) * (valid - target)
    limit = number(c5["cap"]) * terms.monthly_fee
    return whole, max(ZERO, whole - limit)
