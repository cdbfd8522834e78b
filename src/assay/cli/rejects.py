"""``assay rejects``: refused files, what is wrong with each, and what a person needs to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.data import mapping_text
from assay.cli.history import moment_text
from assay.cli.options import (
    check_new_file,
    finding_document,
    format_option,
    lang_option,
    print_json,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.tables import table
from assay.core.findings import Finding, FindingsError, Severity, has_errors, shown
from assay.i18n import translate
from assay.i18n.sentences import sentence
from assay.ports import ImportOptions

if TYPE_CHECKING:  # the services bring the store and the engine, which a command imports only when it runs
    from assay.services.rejects import Reject, Reopened

_HEADS = ("row", "code", "column", "finding")


@click.command("rejects")
@click.argument("commit", type=int, required=False)
@click.option(
    "--all", "everything", is_flag=True, help="连同已改正和已搁置的 / those mended and set aside too"
)
@click.option("--output", "target", type=click.Path(path_type=Path, file_okay=False), help="把原文件和有发现的各行写入这个文件夹 / writes the file and its rows with findings into this folder")  # fmt: skip
@click.option("--mapping", default="", help="再给一次当时的映射 / the mapping of then, once more")
@click.option("--ours", default="", help="再给一次我方邮箱和域名 / our addresses and domains, once more")
@format_option("text", "json")
@workspace_option
@lang_option
@reports_findings
def rejects_command(
    commit: int | None,
    everything: bool,
    target: Path | None,
    mapping: str,
    ours: str,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """列出被拒的文件；给出提交号则列出其全部发现 / Refused files, or every finding of one of them."""
    from assay.bootstrap import open_workspace
    from assay.services.rejects import rejects, reopen

    if commit is None:
        _check_alone({"--output": target, "--mapping": mapping, "--ours": ours})
    with open_workspace(workspace) as opened:
        if commit is None:
            _show(tuple(one for one in rejects(opened) if everything or one.open), output, lang)
            return
        again = reopen(opened, commit, ImportOptions(mapping=mapping_text(mapping), ours=ours))
    show_findings(notes(again), lang)
    if output == "json":
        found = [finding_document(one) for one in again.parsed.findings]
        print_json({"assay": "reject/v1", "reject": reject_document(again.reject), "findings": found})
    else:
        for line in reopened_lines(again, lang):
            click.echo(line)
    if target is not None:
        for line in _write(again, target, lang):
            click.echo(line, err=True)


def _check_alone(given: Mapping[str, object]) -> None:
    """Refuse options that are about one file when nobody says which."""
    options = ", ".join(name for name, value in given.items() if value)
    if options:
        raise FindingsError([Finding("cli.reject_needed", params={"options": options})])


def _show(found: Sequence[Reject], output: str, lang: str) -> None:
    if output == "json":
        print_json({"assay": "rejects/v1", "rejects": [reject_document(one) for one in found]})
        return
    for line in reject_lines(found, lang):
        click.echo(line)


def reject_lines(found: Sequence[Reject], lang: str) -> Iterator[str]:
    """Refused files as a table, and what to do with them."""
    if not found:
        yield translate(lang, "rejects.none")
        return
    names = ("commit", "known", "file", "errors", "codes", "lines", "state")
    rows = [[translate(lang, f"rejects.{name}") for name in names]]
    rows += [
        [
            str(one.commit.number),
            moment_text(one.commit.known_at),
            one.name,
            str(sum(one.codes.values())),
            ", ".join(f"{code} {count}" for code, count in one.codes.items()),
            ", ".join(str(line) for line in one.lines if line),
            _state(one, lang),
        ]
        for one in found
    ]
    yield from table(rows, right=frozenset({0, 3}))
    yield translate(lang, "rejects.more")


def reopened_lines(again: Reopened, lang: str) -> Iterator[str]:
    """A refused file with every finding, as they stand in it."""
    commit = again.reject.commit
    params = {
        "commit": str(commit.number),
        "name": again.reject.name,
        "known": moment_text(commit.known_at),
        "state": _state(again.reject, lang),
    }
    yield translate(lang, "rejects.head", params)
    findings = again.parsed.findings
    counts = {
        "errors": str(sum(one.severity is Severity.ERROR for one in findings)),
        "warnings": str(sum(one.severity is Severity.WARNING for one in findings)),
        "read": str(again.parsed.rows_read),
    }
    yield translate(lang, "rejects.counts", counts)
    for finding in findings:
        word = translate(lang, f"severity.{finding.severity.value}")
        place = shown(str(finding.place))
        yield f"   {word} {place}: {sentence(lang, finding)} [{finding.code}]"


def notes(again: Reopened) -> tuple[Finding, ...]:
    """What to know about a second reading: options that the log does not hold, and errors that are gone."""
    found = []
    commit = str(again.reject.commit.number)
    if again.said.missing:
        params = {"commit": commit, "options": ", ".join(again.said.missing)}
        found.append(Finding("store.reject_options_unknown", params=params, severity=Severity.WARNING))
    if not has_errors(again.parsed.findings):
        codes = ", ".join(again.reject.codes)
        found.append(Finding("store.reject_reads_now", params={"codes": codes}, severity=Severity.INFO))
    return tuple(found)


def reject_document(reject: Reject) -> dict[str, object]:
    """A refused file as JSON; ``docs/schemas/rejects.schema.json`` describes it."""
    return {
        "commit": reject.commit.number,
        "known_at": reject.commit.known_at.isoformat(),
        "file": reject.name,
        "format": str(reject.commit.details["format"]),
        "account": str(reject.commit.details["account"]),
        "codes": dict(reject.codes),
        "lines": list(reject.lines),
        "mended_by": reject.mended_by,
        "set_aside_by": reject.set_aside_by,
    }


def _state(reject: Reject, lang: str) -> str:
    if reject.mended_by is not None:
        return translate(lang, "rejects.mended", {"by": str(reject.mended_by)})
    if reject.set_aside_by is not None:
        return translate(lang, "rejects.set_aside", {"by": str(reject.set_aside_by)})
    return translate(lang, "rejects.open")


def _write(again: Reopened, folder: Path, lang: str) -> Iterator[str]:
    """Write the file under the name it had, and its rows with findings beside it; neither over another file."""
    from assay.services.reject_sheet import findings_workbook

    original = folder / (Path(again.reject.name).name or f"commit-{again.reject.commit.number}")
    beside = original.with_name(f"{original.name}.findings.xlsx")
    for path in (original, beside):
        check_new_file(path, made=True)
    folder.mkdir(parents=True, exist_ok=True)
    again.write(original)
    commit = str(again.reject.commit.number)
    yield translate(lang, "rejects.written", {"path": str(original), "commit": commit})
    heads = [translate(lang, f"rejects.{name}") for name in _HEADS]
    title = translate(lang, "rejects.sheet")
    workbook = findings_workbook(again, heads, title, lambda finding: sentence(lang, finding))
    if workbook is not None:
        beside.write_bytes(workbook)
        yield translate(lang, "rejects.workbook", {"path": str(beside)})
