"""A service provider's list of leads against the buyer's own log: which claims are proven, and why the others are not.

``records`` holds the rows of both lists, ``names`` says when two spellings may be one person, ``companies`` likewise for
companies, ``chinese`` makes traditional and simplified characters one, ``enquirers`` finds the people behind the rows of
the log, ``index`` finds the rows that a claim points to, and ``judge`` gives every claim one group with one first reason.
"""
