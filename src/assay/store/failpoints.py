"""Named points at which the tests kill the process.

Every durable step announces itself here just before and just after it happens. In production nobody listens and a
call does nothing. A test sets :data:`listener` in a child process and lets it die at the point of its choice; what
is found afterwards must be the state before or the state after.
"""

from __future__ import annotations

from collections.abc import Callable

listener: Callable[[str], None] | None = None


def failpoint(name: str) -> None:
    """Tell the listener, if there is one, that the process has come to this point."""
    if listener is not None:
        listener(name)
