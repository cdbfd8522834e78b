"""``assay diff``: what changed between two contracts in text and in money, and whom each change serves."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from assay.cli.options import (
    amendment_option,
    contract_argument,
    format_option,
    lang_option,
    print_json,
    read_contract,
    read_text,
    reports_findings,
)
from assay.cli.progress import Told
from assay.cli.simulate import only_option, scenarios_option, suite_of
from assay.cli.tables import table
from assay.core.findings import Finding, FindingsError
from assay.i18n import translate
from assay.i18n.figures import grouped
from assay.i18n.simulation import because_text, how_favoured, overall, silent_text


@click.command("diff")
@contract_argument
@click.argument("new", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@amendment_option
@scenarios_option
@only_option
@format_option("text", "json")
@lang_option
@reports_findings
def diff_command(
    contract: Path,
    new: Path | None,
    amendments: tuple[Path, ...],
    scenarios_file: Path | None,
    only: tuple[str, ...],
    output: str,
    lang: str,
) -> None:
    """两份合同差在哪里、对谁有利 / What changed in text and in money, and whom each change serves.

    给出 CONTRACT 和 NEW，比较两份合同；只给 CONTRACT 和 --amendment，比较补充协议生效前后。
    CONTRACT and NEW compares two contracts; CONTRACT with --amendment compares it before and after.
    """
    from assay.services.diff import Side, diff
    from assay.services.diff_json import diff_document

    if new is None and not amendments:
        raise FindingsError([Finding("cli.nothing_to_compare")])
    after = new or contract
    old, changed = read_contract(contract, (), lang), read_contract(after, amendments, lang)
    if old.latest.currency != changed.latest.currency:
        params = {"before": old.latest.currency, "after": changed.latest.currency}
        raise FindingsError([Finding("cli.other_currency", params=params)])
    texts = tuple(read_text(path) for path in amendments)
    comparison = diff(
        Side(old, (read_text(contract), ())),
        Side(changed, (read_text(after), texts)),
        suite_of(scenarios_file, only),
        Told(lang),
    )
    document = diff_document(comparison)
    if output == "json":
        print_json(document)
    else:
        sys.stdout.write("\n".join(diff_lines(document, lang)) + "\n")


def diff_lines(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Changed text with whom it serves, then the scenarios before and after."""
    before, after = document["before"], document["after"]
    params = {"before": f"{before['id']} {before['version']}", "after": f"{after['id']} {after['version']}"}
    yield translate(lang, "diff.title", params)
    if not document["changes"]:
        yield translate(lang, "diff.same")
        return
    for change in document["changes"]:
        yield ""
        yield from _change(change, document["currency"], lang)
    yield ""
    yield from _scenarios(document, lang)
    yield ""
    yield translate(lang, f"diff.overall.{overall(document)}")


def _change(change: Mapping[str, Any], currency: str, lang: str) -> Iterator[str]:
    nothing = translate(lang, "diff.nothing")
    for place in change["places"]:
        yield f"{place['path']}"
        yield f"  − {nothing if place['before'] is None else place['before']}"
        yield f"  + {nothing if place['after'] is None else place['after']}"
    if change["effective"] is not None:
        yield "  " + translate(lang, "diff.effective", {"day": change["effective"]})
    more, less = change["more"], change["less"]
    params = {
        "more": more["scenarios"],
        "gain": grouped(more["sum"]),
        "less": less["scenarios"],
        "loss": grouped(less["sum"]),
        "currency": currency,
    }
    yield "  " + translate(lang, f"diff.favours.{how_favoured(change)}", params)


def _scenarios(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    columns = ("scenario", "before", "after", "difference")
    rows = [[translate(lang, f"diff.column.{column}") for column in columns]]
    rows += [
        [item["name"][lang], *(grouped(item[key]) for key in ("before", "after", "difference"))]
        for item in document["scenarios"]
        if item["difference"] is not None
    ]
    yield translate(lang, "diff.scenarios", {"currency": document["currency"]})
    yield from table(rows, right=frozenset((1, 2, 3)))
    silent = [item for item in document["scenarios"] if item["difference"] is None]
    if silent:
        yield ""
        yield translate(lang, "diff.not_comparable")
    for item in silent:
        yield from (
            "  " + silent_text(item["name"][lang], because_text(finding, lang), lang)
            for finding in item["because"]
        )
