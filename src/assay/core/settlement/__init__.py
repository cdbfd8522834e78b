"""Settlement: ``settle = fold(step, opening, periods)`` with ``step(state, figures) → (statement, state)``.

The order of a step is fixed; each module is one leg of it::

    terms       the calendar of the contract as grown: months, fee of a month, weeks
    lots        fee lots and spend lots, converted to the contract's currency
    claims      what each clause claims of each lot
    stacking    one yuan, one remedy: within a lot only the greatest multiple survives
    same_cause  one bad lead never pays twice
    caps        ceilings, as lines of their own
    remedies    the legs above put together for one month, at the best and the worst outcome still open
    bonus       over-achievement, and its clawback
    posting     exact → minor units, once; true-ups; suspense
    payments    cash that falls due, retention
    ledger      double entry, zero sum
    state       what the next step needs, as JSON
    statement   what a person reads, as JSON
    fold        one step, and the fold
"""
