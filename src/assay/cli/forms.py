"""What the commands of every form share: writing the workbook that goes out, and taking back the one that was filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from assay.cli.options import (
    InstantType,
    MonthType,
    amendment_option,
    check_new_file,
    contract_argument,
    finding_document,
    format_option,
    limits_of,
    limits_options,
    print_json,
    read_contract,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.progress import says_waiting
from assay.core.findings import Finding
from assay.i18n import languages

period_option = click.option(
    "--period", type=MonthType(), required=True, help="结算月份，例如 2027-03 / month"
)
known_at_option = click.option(
    "--known-at", type=InstantType(), help="什么时候收到或记下的，默认现在 / when it came or was noted, now by default"
)  # fmt: skip
target_option = click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False),
    help="写成哪个文件，不覆盖已有的 / the file to write, never over another",
)  # fmt: skip


def _lang_of_group() -> str:
    parent = click.get_current_context().parent
    return str(parent.params["lang"]) if parent else languages()[0]


lang_of_group_option = click.option(
    "--lang", type=click.Choice(languages()), default=_lang_of_group, help="语言 / language"
)


def write_form(target: Path | None, default: str, data: bytes) -> Path:
    """Write a workbook where nothing is yet; the path."""
    path = target or Path(default)
    check_new_file(path)
    path.write_bytes(data)
    return path


@dataclass(frozen=True, slots=True)
class Back:
    """What the command that takes a form back was given, as ``import`` of every form names it."""

    contract: Path
    file: Path
    amendments: tuple[Path, ...]
    known_at: datetime | None
    dry_run: bool
    memory: int
    seconds: int
    output: str
    workspace: Path
    lang: str


def takes_form_back(command: Callable[[Back], None]) -> Callable[..., None]:
    """The arguments and options of a command that takes a form back."""

    @contract_argument
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @amendment_option
    @known_at_option
    @click.option("--dry-run", is_flag=True, help="只看不记 / show, record nothing")
    @limits_options
    @format_option("text", "json")
    @workspace_option
    @lang_of_group_option
    @reports_findings
    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401  # typed by the options
        command(Back(**given))

    return run


@dataclass(frozen=True, slots=True)
class Telling:
    """How what became of a form is told: the language, whether nothing was recorded, and the names of sealed files."""

    lang: str
    dry_run: bool
    names: Mapping[str, str]


class ImportedForm(Protocol):
    """What became of a form, whichever it is."""

    @property
    def findings(self) -> tuple[Finding, ...]: ...

    @property
    def refused(self) -> bool: ...

    @property
    def commit(self) -> int | None: ...


Found = TypeVar("Found", bound=ImportedForm)


def take_back(
    back: Back,
    read: Callable[..., Found],
    lines: Callable[[Found, Telling], Iterable[str]],
    document: Callable[[Found], Mapping[str, object]],
) -> None:
    """Read a form that came back, record what stands, and show it; exit code 1 when it is refused whole.

    Args:
        back: What the command was given.
        read: The use case.
        lines: What became of it as text.
        document: The same as JSON, without what every form has.
    """
    from assay.bootstrap import SystemClock, open_workspace
    from assay.services.forms import ReceivedFile

    amended = read_contract(back.contract, back.amendments, back.lang)
    moment = back.known_at or SystemClock().now()
    received = ReceivedFile(back.file.name, back.file.read_bytes())
    limits = limits_of(back.memory, back.seconds)
    with open_workspace(back.workspace, on_wait=says_waiting(back.lang, back.workspace)) as opened:
        found = read(opened, amended, received, known_at=moment, dry_run=back.dry_run, limits=limits)
        names = opened.file_names()
    show_findings(found.findings, back.lang)
    if back.output == "json":
        shared = {
            "file": back.file.name,
            "dry_run": back.dry_run,
            "refused": found.refused,
            "commit": found.commit,
        }
        print_json(
            {**document(found), **shared, "findings": [finding_document(one) for one in found.findings]}
        )
    else:
        for line in lines(found, Telling(back.lang, back.dry_run, names)):
            click.echo(line)
    if found.refused:
        raise click.exceptions.Exit(1)
