"""``assay simulate``: what a contract pays when the months go this way or that, before anyone signs it."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from assay.cli.coverage_text import coverage_lines, coverage_rows
from assay.cli.options import (
    amendment_option,
    check_new_file,
    contract_argument,
    format_option,
    lang_option,
    print_json,
    read_contract,
    read_text,
    reports_findings,
)
from assay.cli.progress import Told
from assay.cli.simulation_csv import TABLES, csv_table
from assay.cli.simulation_text import simulation_lines
from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, FindingsError
from assay.core.scenarios.scenario import Suite
from assay.i18n import translate
from assay.services.csv_cells import quiet

_OF_THE_WHOLE = ("curves", "triggers")
"""Tables that single scenarios do not make."""
RUNS = 400
"""Monte Carlo runs when nobody says how many."""

scenarios_option = click.option(
    "--scenarios",
    "scenarios_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="自己的情景文件，加在标准情景之后 / scenarios of your own, after the standard ones",
)
only_option = click.option(
    "--only", multiple=True, metavar="ID", help="只推演这些情景 / only these scenarios"
)


@click.command("simulate")
@contract_argument
@amendment_option
@scenarios_option
@only_option
@click.option(
    "--runs",
    type=click.IntRange(0, 1_000_000),
    help=f"随机推演的次数，默认 {RUNS}，有 --only 时为 0 / random runs",
)
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子 / seed of the runs")
@click.option(
    "--ranges",
    "ranges_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="随机推演的取值范围 / what a run may draw",
)
@click.option(
    "--coverage",
    is_flag=True,
    help="只看合同的哪些部分有情景用到、哪些从未用到 / only: which parts of the contract the scenarios exercise",
)
@click.option(
    "--table",
    "csv_of",
    type=click.Choice(TABLES),
    default=TABLES[0],
    show_default=True,
    help="CSV 要哪张表 / which table as CSV",
)
@format_option("text", "json", "csv", "pdf")
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="PDF 写入文件 / where the PDF goes",
)
@lang_option
@reports_findings
def simulate_command(  # one argument for each option of the command
    contract: Path,
    amendments: tuple[Path, ...],
    scenarios_file: Path | None,
    only: tuple[str, ...],
    runs: int | None,
    seed: int,
    ranges_file: Path | None,
    coverage: bool,
    csv_of: str,
    output: str,
    target: Path | None,
    lang: str,
) -> None:
    """签字之前推演一份合同 / What a contract pays in each scenario, before anyone signs.

    达标、差一条、连续两月不达标、数据缺失、不可抗力等情景下各付多少；最低、最高和预期；每月现金；哪里有陡坎和平台；
    恰好按目标交付的乙方有多大可能触发条款。
    """
    from assay.core.scenarios.read import load_ranges
    from assay.services.simulate import Asked, simulate
    from assay.services.simulation_json import simulation_document

    _check_asked(csv_of, output, only, coverage=coverage)
    if (target is not None and output != "pdf") or (coverage and output == "pdf"):
        raise FindingsError([Finding("cli.output_without_pdf")])
    amended = read_contract(contract, amendments, lang)
    if coverage:
        _print_coverage(amended, suite_of(scenarios_file, only), output, lang)
        return
    asked = Asked(
        suite=suite_of(scenarios_file, only),
        whole=not only,
        runs=(0 if only else RUNS) if runs is None else runs,
        seed=seed,
        ranges=load_ranges(read_text(ranges_file), ranges_file.name) if ranges_file else None,
    )
    document = simulation_document(simulate(amended, asked, Told(lang)))
    if output == "json":
        print_json(document)
    elif output == "csv":
        _print_csv(csv_table(csv_of, document))
    elif output == "pdf":
        _save(document, amended.latest, target, lang)
    else:
        sys.stdout.write("\n".join(simulation_lines(document, lang)) + "\n")


def _check_asked(csv_of: str, output: str, only: tuple[str, ...], *, coverage: bool) -> None:
    """Refuse what would be left unsaid or come out empty."""
    if csv_of != TABLES[0] and (coverage or output != "csv"):
        raise FindingsError([Finding("cli.table_without_csv", params={"table": csv_of})])
    if csv_of in _OF_THE_WHOLE and only:
        raise FindingsError([Finding("cli.table_of_the_whole", params={"table": csv_of})])


def _print_coverage(amended: Amended, suite: Suite, output: str, lang: str) -> None:
    from assay.services.coverage import cover, coverage_document

    document = coverage_document(cover(amended, suite, Told(lang)))
    if output == "json":
        print_json(document)
    elif output == "csv":
        _print_csv(coverage_rows(document))
    else:
        sys.stdout.write("\n".join(coverage_lines(document, lang)) + "\n")


def _save(document: Mapping[str, Any], contract: Contract, target: Path | None, lang: str) -> None:
    from assay.services.papers import simulation_paper

    made = simulation_paper(document, contract, lang)
    path = target or Path(made.name)
    check_new_file(path)
    path.write_bytes(made.data)
    click.echo(translate(lang, "cli.saved_as", {"path": str(path)}), err=True)


def _print_csv(rows: Iterable[Sequence[str]]) -> None:
    csv.writer(sys.stdout, lineterminator="\n").writerows([quiet(cell) for cell in row] for row in rows)


def suite_of(own: Path | None, only: tuple[str, ...]) -> Suite:
    """The standard scenarios with those of the reader's own, or the ones asked for by id.

    Raises:
        FindingsError: The file is wrong, or there is no such scenario.
    """
    from assay.core.scenarios.read import load_suite
    from assay.services.simulate import standard_suite, wanted, with_own

    suite = standard_suite()
    if own is not None:
        suite = with_own(suite, load_suite(read_text(own), own.name))
    return wanted(suite, only)
