"""From judged leads, sums of spend and sums of sessions to the figures of a month.

``reach`` says which days are gathered and holds the facts; ``spend`` and ``sessions`` keep what is the contract's;
``prepared`` judges; ``lots`` hangs leads and sessions on spend lots; ``figures`` counts each metric of a KPI, ``kpis``
says which source it is counted from and what is missing; ``monitors`` counts what pays nothing, from ``unit_costs``,
``shares`` and ``yields``; ``month`` puts them together; ``restatement`` compares an earlier month with what is known
now. Everything is a pure function of its arguments, in the order of ids and days.
"""
