"""A market to test on: a buyer, its vendors, every touch, lead and order, cheating of many kinds, and the truth beside it.

A market is a pure function of its size, its seed and its cheats: the same call gives the same bytes on any machine. It
knows the vendors' formats and nothing of how anybody judges them. The flow is ``setting`` (who and what) → ``plan`` (how
much on which day) → ``leads`` (what happened to one person) and ``touches`` (every visit of an hour) → ``books``,
``lists``, ``web``, ``reports`` (how exports show it) → ``truth`` (what is right). Nothing is held longer than it is
needed: a week of leads and an hour of visits.

``python -m tools.world.market --leads 1000 --seed 1 --days 90 FOLDER``
"""
