"""``assay lint``: whether a contract can be loaded and settled, with every finding at once."""

from __future__ import annotations

from pathlib import Path

import click

from assay.cli.options import (
    amendment_option,
    contract_argument,
    finding_document,
    format_option,
    lang_option,
    load_files,
    print_json,
    reports_findings,
    show_findings,
)
from assay.i18n import translate


@click.command("lint")
@contract_argument
@amendment_option
@format_option("text", "json")
@lang_option
@reports_findings
def lint_command(contract: Path, amendments: tuple[Path, ...], output: str, lang: str) -> None:
    """检查合同能否结算 / Check that a contract can be settled. Exit code 1 on any error."""
    amended, findings = load_files(contract, amendments)
    if output == "json":
        print_json({"assay": "findings/v1", "findings": [finding_document(finding) for finding in findings]})
    else:
        show_findings(findings, lang)
    if amended is None:
        if output == "text":
            click.echo(translate(lang, "cli.lint.refused", {"errors": str(len(findings))}), err=True)
        raise SystemExit(1)
    if output == "text":
        latest = amended.latest
        click.echo(translate(lang, "cli.lint.passed", {"contract": latest.id, "version": latest.version}))
