"""Settlement: ``settle = fold(step, opening, periods)`` with ``step(state, figures) → (statement, state)``.

The order of a step is fixed; each module is one leg of it::

    fold          one step, and the fold
    terms         the calendar of the contract as grown: months, fee of a month, weeks
    ending        an early end cuts the term

    checks        what is refused before anything is settled
    events        what a statement sees, noted in the state; reopening: what opens a settled month again
    readings      a month's figures with every open dispute won by the vendor, and by the buyer
    judging       every month so far, judged on both readings

    month_cases   what each month's remedies depend on
    lots          fee lots and spend lots, converted to the contract's currency
    claims        what each clause claims of each lot; brought, interest, make_good: lines that no lot bears
    streaks       which misses have come to a streak; waiting: which clauses still wait; pauses: what stops the clock
    stacking      one yuan, one remedy: within a lot only the greatest multiple survives
    same_cause    one bad lead never pays twice
    caps          ceilings, as lines of their own
    remedies      the legs above put together for one month, at one reading
    bonus         over-achievement, and its clawback
    postings      exact → minor units, once
    month         both readings of one month → new lines and suspense, trued up

    rights        triggers, cures, and what a ruling undoes
    payments      cash that falls due, retention
    drawing       the statement drawn up from settled months; tax, duties: what else it tells
    account       what is carried and claimed; closing: bonds; receivables: what is due and paid
    ledger        double entry, zero sum

    statement     what a person reads; explain_lines, counterfactual: how each line came about
    state         what the next step needs
"""
