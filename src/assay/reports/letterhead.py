"""The company's letterhead, on every page of a PDF and of a Word file: a logo, a line above, a line below."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture; ``ending`` is ``png``, ``jpg`` or ``svg``, by what the bytes are."""

    data: bytes
    ending: str

    @property
    def file(self) -> str:
        """The name under which a layout finds it."""
        return f"logo.{self.ending}"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a company puts on its paper; an empty text and no logo leave the page as it is."""

    logo: Logo | None = None
    header: str = ""
    footer: str = ""


PLAIN = Letterhead()
"""No letterhead."""
