"""Our side of a mail: the addresses and domains that the importing person names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.sources.mail.envelope import Envelope

_BETWEEN = re.compile(r"[;,\s]+")


@dataclass(frozen=True, slots=True)
class Ours:
    """Addresses and domains in lower case. A domain covers those below it."""

    names: tuple[str, ...]

    def holds(self, address: str) -> bool:
        """Whether an address is one of ours."""
        domain = address.partition("@")[2]
        return any(
            address == name if "@" in name else f".{domain}".endswith(f".{name}") for name in self.names
        )

    def any_of(self, envelope: Envelope) -> bool:
        """Whether one of ours sent the mail or got it."""
        return any(map(self.holds, (*envelope.senders, *envelope.receivers, *envelope.delivered)))


def ours_of(text: str) -> Ours:
    """Read ``lumora.example; li.na@lumora-sales.example``; a leading ``@`` of a domain may be left out."""
    parts = (part.casefold().removeprefix("@") for part in _BETWEEN.split(text))
    return Ours(tuple(part for part in parts if part))


def others_of(envelope: Envelope, ours: Ours) -> tuple[str, tuple[str, ...]]:
    """Direction and the people of the other side: whom we wrote to (``out``), or who wrote (``in``).

    None on the other side means that we wrote to each other.
    """
    if ours.holds(envelope.senders[0]):
        return "out", tuple(address for address in envelope.receivers if not ours.holds(address))
    return "in", envelope.senders[:1]
