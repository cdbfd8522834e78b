"""Objections to a statement: the workbook that goes to the service provider, and what comes back in it.

============  ========================================================================================================
``answered``  the stored statement that is answered, with the state and the verdicts behind it
``subjects``  what can be objected to (lines, traffic of spend lots, leads), each with the dispute that it would be
``lines``     the dispute of each line: of a cap's the line that it cuts, of an earlier month's that month's
``form``      the subjects as a workbook to be filled in
``reading``   a workbook that came back as objections, each accepted or refused with a reason
``record``    the use cases: make the workbook, record its delivery, record what came back
============  ========================================================================================================
"""
