"""``assay print``: the text of a contract, from the same definitions that settle it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from assay.cli.languages import langs_of, text_lang_option
from assay.cli.options import (
    DayType,
    amendment_option,
    check_new_file,
    contract_argument,
    read_contract,
    reports_findings,
)
from assay.i18n import translate


@click.command("print")
@contract_argument
@amendment_option
@click.option(
    "--on", "on_day", type=DayType(), help="这一天有效的文本，默认最新版本 / the text in force on a day"
)
@click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)
@text_lang_option
@reports_findings
def print_command(
    contract: Path, amendments: tuple[Path, ...], on_day: date | None, target: Path | None, lang: str
) -> None:
    """打印合同文本（Markdown） / The text of a contract, as Markdown.

    文本和结算用的是同一份定义：每个数字来自一个字段，每个有约束力的字段都在文本里。
    The text comes from what settles: every number from a field, and every field that binds is in it.
    """
    from assay.services.print_contract import print_contract

    spoken = langs_of(lang)[0]
    if target is not None:
        check_new_file(target)
    amended = read_contract(contract, amendments, spoken)
    text = print_contract(amended, langs_of(lang), on_day)
    if target is None:
        click.echo(text, nl=False)
        return
    target.write_text(text, "utf-8", newline="\n")
    click.echo(translate(spoken, "cli.saved_as", {"path": str(target)}), err=True)
