"""Progress of long work: one line on standard error, overwritten in place, and only where a person watches."""

from __future__ import annotations

import sys

import click

from assay.i18n import translate

_LONG = 2_000
"""Rows from which on progress is shown."""


class Told:
    """Says how far a piece of work is.

    Attributes:
        is_watched: Whether standard error is a terminal.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.is_watched = sys.stderr.isatty()

    def __call__(self, what: str, done: int, of: int) -> None:
        """What of a simulation is being computed, how much of it is done, and of how much."""
        self.show(f"simulation.progress.{what}", {"done": str(done), "of": str(of)}, is_last=done >= of)

    def rows(self, name: str, done: int, of: int) -> None:
        """How many rows of a file are read; a short one is read before anybody would look."""
        if of > _LONG:
            params = {"name": name, "done": str(done), "of": str(of)}
            self.show("comparison.progress", params, is_last=done >= of)

    def show(self, code: str, params: dict[str, str], *, is_last: bool) -> None:
        """A sentence in place of the one before; after the last the next line begins."""
        if self.is_watched:
            click.echo(
                f"\r{translate(self.lang, code, params)}" + ("\n" if is_last else ""), nl=False, err=True
            )
