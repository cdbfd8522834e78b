"""Assay (试金石): what a month of marketing was worth, what is owed for it, and how to prove it.

The house in one breath: ``core`` is pure and exact and decides everything about money and verdicts;
``sources`` read export files, ``store`` keeps what they said, ``queries`` and ``engines`` gather facts from it,
``services`` join them one use case at a time, and ``cli`` shows the result in Chinese or English.
"""

__version__ = "0.1.0"
