"""What must hold of every step of every life. Each promise is a sentence, and looks at one step and the ones before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Head
from assay.core.period import Month
from assay.core.settlement.caps import exempt_names, limit_of
from assay.core.settlement.disputed import disputed_month
from assay.core.settlement.postings import NOTHING, Amount
from tests.lives.disputed_lines import disputed_is_not_paid
from tests.lives.story import Seen
from tests.lives.sums import Sums

ZERO = Fraction(0)

Promise = Callable[[Seen, Sums], bool]


def broken(seen: Seen, sums: Sums) -> Iterator[str]:
    """The promises that a step breaks; ``sums`` holds it already."""
    for sentence, holds in PROMISES.items():
        if not holds(seen, sums):
            yield sentence


def _legs_balance(seen: Seen, _: Sums) -> bool:
    legs, after = seen.statement.postings, dict(seen.before.balances)
    for leg in legs:
        after[leg.account] = after.get(leg.account, 0) + leg.minor
    kept = {account: minor for account, minor in after.items() if minor}
    return sum(leg.minor for leg in legs) == 0 == sum(kept.values()) and kept == dict(seen.after.balances)


def _books_agree(seen: Seen, sums: Sums) -> bool:
    state, books = seen.after, seen.after.balances
    waiting = sum(item.minor for record in state.records for item in record.withheld.values())
    held = sum(state.payments.bonds.values())
    expected = {
        "suspense": -waiting,
        "carry": -state.carry,
        "retention": -state.payments.retained,
        "payable": sums.paid - sums.payable,
        "vendor_debt": sums.claim - sums.returned,
        "cash": sums.returned - sums.paid + sums.drawn,
        "bond": -held,
        "bond_pool": held,
        "tax": sums.tax,
    }
    return all(books.get(account, 0) == minor for account, minor in expected.items())


def _lines_add_up(seen: Seen, sums: Sums) -> bool:
    posted = {
        (record.month, line.id): line.amount
        for record in seen.after.records
        for line in record.posted.values()
    }
    return _of_bonus_whole(posted) == _of_bonus_whole(sums.lines)


def _of_bonus_whole(lines: Mapping[tuple[Month, str], Amount]) -> dict[tuple[Month, str], int]:
    """A bonus with its own cap, which a clawback posts as one line; what comes to nothing is left out."""
    whole: dict[tuple[Month, str], int] = {}
    for (month, line_id), amount in lines.items():
        key = (month, line_id.removesuffix("/cap"))
        whole[key] = whole.get(key, 0) + amount.minor
    return {key: minor for key, minor in whole.items() if minor}


def _released_once(seen: Seen, sums: Sums) -> bool:
    withheld = {
        (record.month, key): NOTHING - amount
        for record in seen.after.records
        for key, amount in record.withheld.items()
    }
    return {key: amount for key, amount in sums.suspense.items() if amount} == withheld


def _closed_is_empty(seen: Seen, _: Sums) -> bool:
    return not any(record.closed and record.withheld for record in seen.after.records)


def _payable_is_its_parts(seen: Seen, sums: Sums) -> bool:
    lines = sum(amount.minor for amount in sums.lines.values())
    waiting = sum(amount.minor for amount in sums.suspense.values())
    left = sums.cash + lines + waiting + sums.tax + sums.claim + sums.drawn
    return left == sums.payable + seen.after.carry


def _one_side_owes(seen: Seen, _: Sums) -> bool:
    statement = seen.statement
    payable, carry, closing = statement.payable.minor, statement.carry_after, statement.closing
    owes = [payable > 0, carry < 0 or closing.claim > 0]
    return payable >= 0 >= carry and closing.claim >= 0 and not all(owes)


def _no_zero_line(seen: Seen, _: Sums) -> bool:
    ids = [line.id for line in seen.statement.lines]
    return all(line.amount.minor for line in seen.statement.lines) and len(set(ids)) == len(ids)


def _rounded_once(seen: Seen, sums: Sums) -> bool:
    """A month's line on its own is rounded half away from zero; what a cap cuts, or a bonus with its cap, lies within one."""
    contract = seen.amended.for_month(seen.statement.month)
    caps = {cap.id for cap in contract.caps}
    bonuses = {clause.id for clause in contract.clauses if clause.kind == "bonus"}
    for (_, line_id), amount in sums.lines.items():
        name = line_id.partition("/")[0]
        if name not in caps and name not in bonuses and name != "C9":
            size = int(abs(amount.exact) * 100 + Fraction(1, 2))
            if abs(amount.minor) != size and abs(amount.minor - amount.exact * 100) > 2:
                return False
    return True


def _lots_bound_the_loss(seen: Seen, _: Sums) -> bool:
    """What KPIs take from a month's fee is never more than the part of it that is at risk."""
    for record in seen.after.records:
        contract = seen.amended.for_month(record.month)
        lost = -sum(
            (
                line.amount.exact
                for line in record.posted.values()
                if _is_refund(contract, line.cuts or line.clause)
            ),
            ZERO,
        )
        waits = sum((amount.exact for key, amount in record.withheld.items() if key.startswith("C1")), ZERO)
        if lost > contract.fee.monthly * contract.fee.at_risk or lost < 0 or waits > contract.fee.monthly:
            return False
    return True


def _is_refund(contract: Contract, clause_id: str) -> bool:
    return any(item.id == clause_id and item.kind == "shortfall_refund" for item in contract.clauses)


def _caps_hold(seen: Seen, _: Sums) -> bool:
    """Over each span a cap leaves no more than its limit, of the clauses and causes that it does not exempt."""
    contract = seen.amended.first
    clauses = {clause.id for clause in contract.clauses}
    for cap in contract.caps:
        if cap.limit is None or cap.per == "lot":
            continue
        exempt, spans = exempt_names(contract, cap), dict[object, tuple[Month, int]]()
        for record in seen.after.records:
            month = record.month
            key = {"month": month, "quarter": month.quarter, "term": ""}[cap.per]
            kept = sum(
                line.amount.minor
                for line in record.posted.values()
                if line.head in cap.heads and (line.cuts or line.clause) in clauses
                if not {line.cuts or line.clause, line.cause} & exempt
            )
            spans[key] = (month, spans.get(key, (month, 0))[1] - kept)
        for month, kept in spans.values():
            limit = limit_of(seen.amended.for_month(month), month, cap.limit)
            if kept > int(limit * 100 + Fraction(1, 2)):
                return False
    return True


def _worst_is_worse(seen: Seen, _: Sums) -> bool:
    """What waits of a month's remedies would, all together, cost the vendor something, never bring it money.

    Not asked where a cap may cut another clause at the worst, nor where a ratio of two counts falls as one of them grows.
    """
    contract = seen.amended.for_month(seen.statement.month)
    ratio = any(kpi.formula is not None for kpi in contract.kpis.values())
    if ratio or any(cap.limit is not None for cap in contract.caps) or contract.same_cause == "max":
        return True
    for record in seen.after.records:
        waits = [amount.exact for key, amount in record.withheld.items() if not key.startswith("C9")]
        if sum(waits, ZERO) < 0:
            return False
    return True


def _bonus_is_none_or_more(seen: Seen, _: Sums) -> bool:
    for record in seen.after.records:
        given = [line.amount for line in record.posted.values() if line.head is Head.BONUS]
        if sum(item.exact for item in given) < 0 or sum(item.minor for item in given) < 0:
            return False
    return True


def _losses_are_losses(seen: Seen, _: Sums) -> bool:
    for record in seen.after.records:
        left: dict[str, int] = {}
        for line in record.posted.values():
            if line.head not in (Head.BONUS, Head.INTEREST):
                key = line.cuts or line.clause
                left[key] = left.get(key, 0) + line.amount.minor
        if any(minor > 0 for minor in left.values()):
            return False
    return True


def _closed_stands(seen: Seen, _: Sums) -> bool:
    """A month that was closed changes only by its bonus, by interest, or through an event that speaks of it.

    Where the fee is refunded after a streak, what speaks of one month of the streak speaks of them all.
    """
    spoken = {event.fields["of_period"] for event in seen.events if "of_period" in event.fields}
    spoken |= {str(disputed_month(event)) for event in seen.events if event.kind == "dispute"}
    opening = {"ruling", "platform_credit"}
    if any(clause.streak > 1 for clause in seen.amended.for_month(seen.statement.month).clauses):
        opening |= {"dispute", "reissue", "final_measurement", "sample"}
    if any(event.kind in opening for event in seen.events):
        return True
    closed = {record.month: record for record in seen.before.records if record.closed}
    for record in seen.after.records:
        before = closed.get(record.month)
        if before is None or str(record.month) in spoken:
            continue
        for line_id in {*before.posted, *record.posted}:
            was, now = before.posted.get(line_id), record.posted.get(line_id)
            head = (now or was).head  # type: ignore[union-attr]
            if was != now and head not in (Head.BONUS, Head.INTEREST):
                return False
    return True


def _tax_is_whole(seen: Seen, _: Sums) -> bool:
    tax = seen.statement.tax
    if tax is None:
        return True
    noted = sum(tax.credited.values()) - sum(seen.before.credited.values())
    basis = seen.statement.invoice_basis.minor
    whole = tax.net + tax.tax == tax.gross and (tax.gross if tax.terms.inclusive else tax.net) == basis
    return (
        whole
        and tax.credit_note >= 0
        and noted == tax.credit_note
        and (tax.added == 0 or not tax.terms.inclusive)
    )


def _bonds_are_held(seen: Seen, _: Sums) -> bool:
    before, after = seen.before.payments.bonds, seen.after.payments.bonds
    for bond in seen.statement.closing.bonds:
        left = before.get(bond.id, 0) + bond.lodged - bond.drawn - bond.released
        if left != bond.held or min(bond.held, bond.drawn, bond.released, bond.lodged) < 0:
            return False
        if seen.after.payments.signed_on is not None and after.get(bond.id, 0) != bond.held:
            return False
    return True


def _dues_are_the_price(seen: Seen, _: Sums) -> bool:
    """What falls due is what the state says, and never more than the price, or what was earned."""
    payments = seen.after.payments
    fresh = {due.id: due.amount for due in seen.statement.dues if due.id != "retention"}
    grown = {
        key: minor - seen.before.payments.due.get(key, 0)
        for key, minor in payments.due.items()
        if minor != seen.before.payments.due.get(key, 0)
    }
    price = int(seen.amended.first.fee.total * 100)
    monthly = any(payment.on == "each_month" for payment in seen.amended.first.payments)
    least = sum(payments.due.values()) + sum(payments.deferred.values())
    same = {key: minor for key, minor in fresh.items() if minor} == grown
    return same and (monthly or least <= price) and payments.retained >= 0


def _fires_once(seen: Seen, _: Sums) -> bool:
    firings, told = seen.after.firings, seen.statement.triggers
    stand = [item for item in firings if (item.id, item.month) not in seen.after.withdrawn]
    return (
        len(set(firings)) == len(firings) and list(told) == stand and set(seen.before.firings) <= set(firings)
    )


def _ended_is_over(seen: Seen, _: Sums) -> bool:
    ends = [event.effective_on for event in seen.after.noted if event.kind == "termination"]
    if not ends or Month.of(min(ends)) >= seen.statement.month:
        return True
    later = {"C1", "C2", "C3", "C3s", "C5"}
    own = [line for line in seen.statement.lines if line.month == seen.statement.month]
    return seen.statement.fee.minor == 0 and not any(line.clause in later for line in own)


PROMISES: Mapping[str, Promise] = {
    "the legs of a statement sum to zero and lead from the balances before to those after": _legs_balance,
    "the books agree with the state beside them": _books_agree,
    "what a month has posted is the sum of its lines in all statements": _lines_add_up,
    "what waits in suspense is what entered less what left, so nothing leaves twice": _released_once,
    "a line in open dispute is not paid, and is no charge yet": disputed_is_not_paid,
    "nothing waits in a month that is closed": _closed_is_empty,
    "payable, carry, claims and drawn bonds are what fell due, lines, suspense and tax": _payable_is_its_parts,
    "a statement is never below zero, and never asks of both sides": _one_side_owes,
    "no line is zero and no id stands twice": _no_zero_line,
    "a line is rounded, never cut or added to": _rounded_once,
    "a fee is reduced by no more than its part at risk": _lots_bound_the_loss,
    "a cap leaves no more than its limit over its span": _caps_hold,
    "what waits costs the vendor something, all together": _worst_is_worse,
    "a bonus is never below zero": _bonus_is_none_or_more,
    "a remedy with its caps never gives the vendor money": _losses_are_losses,
    "a closed month changes only by what speaks of it": _closed_stands,
    "net and tax are the gross, and credit notes are noted once": _tax_is_whole,
    "bonds hold what was lodged less what was drawn and released": _bonds_are_held,
    "what falls due is never more than the price": _dues_are_the_price,
    "a trigger fires once for a period and stays until it is withdrawn": _fires_once,
    "after an early end nothing more is earned or judged": _ended_is_over,
}
