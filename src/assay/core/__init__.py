"""Pure and exact: values in, values out.

Nothing in this room reads a file, a clock, a database, an engine or the environment, and no float touches
money or a verdict. The rooms, from the ground up:

``money period quantity findings explain tables``
    small values that every other room speaks in
``formula``
    the expression language of contracts
``contract  metrics  leads``
    what was promised, what each KPI means, what each lead is worth
``acceptance``
    targets, KPI states, streaks, triggers
``settlement``
    one fold over periods: claims on lots, caps, payments, ledger, statement
"""
