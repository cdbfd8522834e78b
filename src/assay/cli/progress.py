"""Progress of long work: one line on standard error, overwritten in place, and only where a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from assay.i18n import translate

_LONG = 2_000
"""Rows from which on progress is shown."""

_MEGABYTE = 1_000_000


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

    def megabytes(self, name: str) -> Callable[[int, int], None]:
        """What to call with the bytes of a file that are read, and all of them."""

        def say(done: int, of: int) -> None:
            params = {"name": name, "done": str(done // _MEGABYTE), "of": str(-(-of // _MEGABYTE))}
            self.show("import.progress", params, is_last=done >= of)

        return say

    def show(self, code: str, params: dict[str, str], *, is_last: bool) -> None:
        """A sentence in place of the one before; after the last the next line begins."""
        if self.is_watched:
            click.echo(
                f"\r{translate(self.lang, code, params)}" + ("\n" if is_last else ""), nl=False, err=True
            )


def says_waiting(lang: str, workspace: Path) -> Callable[[], None]:
    """What to call when another process keeps the workspace: says who, since when, and how to look at it."""

    def say() -> None:
        from assay.services.workspace import writer_of

        writer = writer_of(workspace)
        if writer is None:
            click.echo(translate(lang, "cli.waiting_unnamed", {}), err=True)
            return
        since = f"{writer.since.astimezone():%Y-%m-%d %H:%M:%S %z}"
        click.echo(translate(lang, "cli.waiting", {"process": str(writer.process), "since": since}), err=True)

    return say
