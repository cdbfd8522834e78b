"""What is asked of the engine about messages as a whole: when people wrote to us."""

from __future__ import annotations

from assay.core.tables import INTERACTIONS
from assay.queries.current import current_rows

_NAMELESS = ", ".join(
    f'CASE WHEN "contact_key" IS NULL THEN "{name}" END AS {name}'
    for name in ("source", "account", "interaction_id")
)

INBOUND = f"""
WITH messages_now AS ({current_rows(INTERACTIONS)}),
     messages AS (
SELECT DISTINCT "at" AS came_at, "contact_key" AS contact_key, {_NAMELESS} FROM messages_now
WHERE "direction" = 'in' AND "at" >= $from_at AND "at" < $to_at AND "at" <= $as_of)
SELECT came_at, COUNT(*) AS messages FROM messages
GROUP BY came_at
ORDER BY came_at
"""  # noqa: S608 - names come from our own definitions
"""One row per moment at which anybody wrote: how many messages. One of one person counts once, be it in a log or a chat."""
