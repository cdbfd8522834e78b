"""``assay document`` and ``assay annex``: what people sign, file and forward."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli import document
from assay.cli.languages import langs_of, text_lang_option
from assay.cli.options import (
    DayType,
    amendment_option,
    check_new_file,
    contract_argument,
    lang_option,
    read_contract,
    read_text,
    reports_findings,
    workspace_option,
)
from assay.cli.progress import Told
from assay.cli.simulate import only_option, scenarios_option, suite_of
from assay.core.findings import Finding, FindingsError
from assay.i18n import translate
from assay.services.paper_file import Paper

if TYPE_CHECKING:
    from assay.services.paper_words import Own

_MONTHLY = "KIND"
_FORMS = ("pdf", "docx")
_format_option = click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="PDF 或 Word，默认看文件名，再默认 PDF / PDF or Word, by the file's name, else PDF",
)
_on_option = click.option(
    "--on", "on_day", type=DayType(), help="这一天有效的文本，默认最新版本 / the text in force on a day"
)
_template_option = click.option(
    "--template",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="信头，见 assay template paper / your letterhead, see assay template paper",
)
_output_option = click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)


class _Documents(click.Group):
    """Documents by their kind; those of a settled month share one command, which reads the kind itself."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of a kind, and what is left for it to read."""
        if args and args[0] not in self.commands:
            return _MONTHLY, document.document_command, args
        return super().resolve_command(ctx, args)


@click.group("document", cls=_Documents, subcommand_metavar="KIND CONTRACT [OPTIONS]")
@lang_option
@click.pass_context
def document_command(ctx: click.Context, lang: str) -> None:
    """出文件：签字、存档、转发用 / Documents to sign, file and forward.

    KIND 为 contract（合同）、amendment（补充协议），或者每月的文件：statement（结算单）等九种，见 assay document statement --help。

    KIND is contract, amendment, or one of nine documents of a month, such as statement: see assay document statement --help.
    """
    ctx.default_map = {name: {"lang": lang} for name in (_MONTHLY, "contract", "amendment")}


@document_command.command("contract")
@contract_argument
@amendment_option
@_on_option
@_format_option
@_output_option
@_template_option
@workspace_option
@text_lang_option
@reports_findings
def contract_command(
    contract: Path,
    amendments: tuple[Path, ...],
    on_day: date | None,
    form: str | None,
    target: Path | None,
    template: Path | None,
    workspace: Path,
    lang: str,
) -> None:
    """合同，可签字盖章 / The contract, to sign and seal.

    与 assay print 同一份文本：章、条、款、项编号，当事人栏，付款表，指标附件，签章区。
    The same text as assay print: numbered parts, articles, paragraphs and items, parties, payments, KPIs, seal area.
    """
    from assay.services.legal_papers import contract_paper

    langs = langs_of(lang)
    amended = read_contract(contract, amendments, langs[0])
    head = _own(template, workspace, langs[0]).letterhead
    _write(contract_paper(amended, langs, _form(form, target), on_day, letterhead=head), target, langs[0])


@document_command.command("amendment")
@contract_argument
@amendment_option
@scenarios_option
@only_option
@_format_option
@_output_option
@_template_option
@workspace_option
@text_lang_option
@reports_findings
def amendment_command(
    contract: Path,
    amendments: tuple[Path, ...],
    scenarios_file: Path | None,
    only: tuple[str, ...],
    form: str | None,
    target: Path | None,
    template: Path | None,
    workspace: Path,
    lang: str,
) -> None:
    """补充协议，可签字盖章 / The amendment, to sign and seal.

    印最后生效的那一份 --amendment：逐款的原文和修改后文字，各情景下金额的变化，对谁有利。
    The --amendment that takes effect last: each paragraph before and after, what changes in money, and whom it favours.
    """
    from assay.services.legal_papers import amendment_paper, latest_amending

    langs = langs_of(lang)
    amended = read_contract(contract, amendments, langs[0])
    text = read_text(contract), tuple(read_text(path) for path in amendments)
    amending = latest_amending(amended, text, suite_of(scenarios_file, only), Told(langs[0]))
    head = _own(template, workspace, langs[0]).letterhead
    _write(amendment_paper(amending, langs, _form(form, target), letterhead=head), target, langs[0])


@click.command("annex")
@contract_argument
@click.option(
    "--main-contract",
    "main",
    required=True,
    metavar="TEXT",
    help="已盖章合同的编号和签订日期 / number and date of the stamped contract",
)
@amendment_option
@_on_option
@_format_option
@_output_option
@_template_option
@workspace_option
@text_lang_option
@reports_findings
def annex_command(
    contract: Path,
    main: str,
    amendments: tuple[Path, ...],
    on_day: date | None,
    form: str | None,
    target: Path | None,
    template: Path | None,
    workspace: Path,
    lang: str,
) -> None:
    """做成验收与结算附件，挂在已盖章的合同之后 / The annex to a contract that is already stamped.

    先写明附件与主合同的关系，最后附一张核对表：主合同须写明什么，附件才能优先。
    It says how the two stand to each other, and ends in a list of what the main contract must say for it to prevail.
    """
    from assay.services.legal_papers import annex_paper

    langs = langs_of(lang)
    amended = read_contract(contract, amendments, langs[0])
    head = _own(template, workspace, langs[0]).letterhead
    made = annex_paper(amended, main, langs, _form(form, target), on_day, letterhead=head)
    _write(made, target, langs[0])


def _form(form: str | None, target: Path | None) -> str:
    """What is asked for: by the option, or else by the ending of the file's name.

    Raises:
        FindingsError: ``cli.other_ending``: the name says the one, the option the other.
    """
    ending = "" if target is None else target.suffix.lower().removeprefix(".")
    if target is not None and form is not None and ending in _FORMS and ending != form:
        raise FindingsError([Finding("cli.other_ending", params={"found": target.name, "format": form})])
    return form or (ending if ending in _FORMS else "pdf")


def _own(template: Path | None, workspace: Path, lang: str) -> Own:
    """What the file says, else what the workspace keeps, if there is one."""
    from assay.services.paper_words import Own, own_paper, read_own

    own = read_own(template, lang) if template else Own()
    return own.over(own_paper(workspace, lang))


def _write(paper: Paper, target: Path | None, lang: str) -> None:
    path = target or Path(paper.name)
    check_new_file(path)
    path.write_bytes(paper.data)
    click.echo(translate(lang, "cli.saved_as", {"path": str(path)}), err=True)
