"""Scenarios: what a contract pays when the months go this way or that.

A :class:`~assay.core.scenarios.scenario.Scenario` is data: how each KPI stands to its target, what the spend was like,
what happened when. ``figures`` makes the months of the whole term from a contract and a scenario, ``play`` settles them
with the one fold there is, ``sweep`` varies one KPI unit by unit, ``bounds`` says how low and how high the pay can go.
A scenario that a contract has no clause for is reported with the reason, never dropped.
"""
