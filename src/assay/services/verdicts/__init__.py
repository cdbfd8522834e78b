"""Verdicts of sales: a workbook with a sheet per salesperson goes out, and what comes back is recorded.

==========  ==========================================================================================================
``asked``   the leads that sales have not judged, as of a moment, with the day on which the time to judge ends
``form``    these leads as a workbook, the overdue ones on top
``record``  the use cases: make the workbook, record the verdicts that came back
==========  ==========================================================================================================
"""
