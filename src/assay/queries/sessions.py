"""What is asked of the engine about web sessions: sums per book, campaign and day."""

from __future__ import annotations

from assay.core.tables import SESSIONS
from assay.queries.current import current_rows

_COUNTS = ("sessions", "judged", "bounced", "invalid_a", "form_starts", "form_submits")
_SUMS = ", ".join(f'CAST(SUM("{name}") AS BIGINT) AS {name}' for name in _COUNTS)

SESSIONS_BY_DAY = f"""
WITH sessions_now AS ({current_rows(SESSIONS)})
SELECT "source" AS source, "account" AS account, "campaign" AS campaign, "day" AS day, {_SUMS}
FROM sessions_now
WHERE "day" >= $from_on AND "day" < $to_on
GROUP BY "source", "account", "campaign", "day"
ORDER BY source, account, campaign, day
"""  # noqa: S608 - names come from our own definitions
"""One row per (source, account, campaign, day); a null campaign is traffic that no campaign brought."""
