"""Invented worlds with a known truth: exports in true formats, and what an honest judge must find in them.

A world is a pure function of its seed: the same call gives the same bytes on any machine. The flow is
``story`` (what is decided by hand) → ``cast`` (people) → ``enquiries`` and ``media`` (what happened) →
``books``, ``reports``, ``chats`` (how the exports show it) → ``truth`` (what is right).
"""

import assay.sources  # noqa: F401 - sets how Excel files are written, before anything writes one
