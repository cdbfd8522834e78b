"""``assay ledger``."""

from __future__ import annotations

from pathlib import Path

import click

from assay.cli.options import (
    check_new_file,
    format_option,
    lang_option,
    read_json,
    reports_findings,
    workspace_option,
)
from assay.i18n import translate


@click.command("ledger")
@click.argument("statements", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--contract", "contract_id", default="", help="合同编号 / contract id, when the workspace has several"
)
@click.option(
    "--assume-paid",
    is_flag=True,
    help="没有付款记录的应付，视为出结算单当日付清 / take what no payment covers as paid on the statement's day",
)
@click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)
@format_option("beancount", "hledger")
@workspace_option
@lang_option
@reports_findings
def ledger_command(
    statements: tuple[Path, ...],
    contract_id: str,
    assume_paid: bool,
    target: Path | None,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """导出复式账，供 Beancount 或 hledger 使用 / The books of statements for Beancount or hledger.

    STATEMENTS 是结算单的 JSON 文件，一个文件可以有一张或几张；不写就取工作区里一份合同的全部结算单。
    STATEMENTS are JSON files of one or several statements each; without them, all of a contract in the workspace.
    """
    from assay.services.ledger import journal_of_contract, journal_of_documents, journal_text

    if statements and contract_id:
        raise click.UsageError("STATEMENTS / --contract")
    if target is not None:
        check_new_file(target)
    if statements:
        documents = [(path.name, document) for path in statements for document in _documents(path)]
        journal = journal_of_documents(documents, assume_paid=assume_paid)
    else:
        from assay.bootstrap import open_workspace

        with open_workspace(workspace) as opened:
            journal = journal_of_contract(opened, contract_id, assume_paid=assume_paid)
    text = journal_text(journal, output, lang)
    if target is None:
        click.echo(text, nl=False)
        return
    target.write_text(text, "utf-8", newline="\n")
    click.echo(translate(lang, "cli.saved_as", {"path": str(target)}), err=True)


def _documents(path: Path) -> list[object]:
    """The statements of a file: one, or a list; an empty list holds none and is no statement."""
    document = read_json(path)
    return document if isinstance(document, list) and document else [document]
