"""The command line. A command is imported when it is run; ``--help`` imports none of them."""

from __future__ import annotations

import sys
from importlib import import_module

import click

_COMMANDS = {
    "demo": (
        "assay.cli.demo",
        "演示：从原始导出文件到六个月的结算单 / six months, from raw exports to statements",
    ),
    "compare": (
        "assay.cli.compare",
        "服务商的线索清单对照您的询盘登记表 / the provider's lead list against your own log",
    ),
    "new": ("assay.cli.new", "写一份合同初稿 / a first draft of a contract"),
    "schema": ("assay.cli.new", "打印文件的 JSON Schema / the JSON Schema of a kind of file"),
    "lint": ("assay.cli.contracts", "检查合同能否结算 / check that a contract can be settled"),
    "print": (
        "assay.cli.print_contract",
        "打印合同文本，中文、英文或对照 / the text of a contract, Chinese, English or both",
    ),
    "annex": (
        "assay.cli.papers",
        "做成已盖章合同的验收与结算附件 / the annex to a contract that is already stamped",
    ),
    "sign": ("assay.cli.keys", "给合同或补充协议签名 / sign a contract or an amendment"),
    "keys": ("assay.cli.keys", "签名密钥：新建、查看、核对 / signing keys: make, show, check"),
    "import": ("assay.cli.data", "导入导出文件 / import export files"),
    "rejects": ("assay.cli.rejects", "被拒的文件、原因和改法 / refused files, why, and how to mend them"),
    "log": ("assay.cli.history", "列出每一次提交，现在算不算数 / every commit, and whether it counts"),
    "undo": (
        "assay.cli.history",
        "撤销某次提交，不删除任何内容 / take a commit out again; nothing is removed",
    ),
    "facts": ("assay.cli.data", "列出标准表的每一行及出处 / rows of a canonical table with their source"),
    "leads": ("assay.cli.leads", "逐条线索的判定和理由 / the verdict on each lead, with its reason"),
    "reconcile": ("assay.cli.reconcile", "几本账互相核对 / books that count the same thing, side by side"),
    "measure": ("assay.cli.measure", "计量各项指标 / measure the KPIs of a month"),
    "settle": ("assay.cli.settle", "出结算单 / the statement of a month"),
    "objections": (
        "assay.cli.objections",
        "异议表：发给乙方，再收回来 / the workbook of objections: out, and back again",
    ),
    "verdicts": (
        "assay.cli.verdicts",
        "销售判定表：发给业务员，再收回来 / the sheets for sales: out, and back again",
    ),
    "explain": ("assay.cli.settle", "说明结算单中的一行 / the tree behind one line of a statement"),
    "document": (
        "assay.cli.papers",
        "出文件：结算单（PDF、Excel）、合同、补充协议 / documents: statement, contract, amendment",
    ),
    "ledger": ("assay.cli.ledger", "导出复式账 / the books for Beancount or hledger"),
    "simulate": (
        "assay.cli.simulate",
        "签字前推演合同在各种情景下付多少 / what a contract pays in each scenario",
    ),
    "diff": ("assay.cli.diff", "两份合同差在哪里、对谁有利 / changed text, changed money, and for whom"),
    "template": ("assay.cli.data", "取一份填好的表格模板 / a filled template to start from"),
    "erase": ("assay.cli.erase", "删除一个人的联系方式 / erase a person's contact data"),
    "retention": (
        "assay.cli.retention",
        "个人信息的保存期限和到期销毁 / how long personal data stay, and their destruction",
    ),
    "backup": ("assay.cli.backup", "备份工作区 / back the workspace up"),
    "doctor": (
        "assay.cli.doctor",
        "检查整个工作区 / look the whole workspace over",
    ),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and help, and imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(_COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, cmd_name.replace("-", "_") + "_command")
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands before the command; what is wrong with it is said in both languages."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            from assay.cli.usage import in_words

            raise in_words(error) from None

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what is wrong with its options is said in both languages."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            from assay.cli.usage import in_words

            raise in_words(error) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and short help from the table above."""
        del ctx
        with formatter.section("命令 / Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()], col_max=16)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help="Assay（试金石）：您买到的营销服务有没有兑现，因此该付多少，怎么证明。\n\n"
    "Assay tells you whether you got what you were promised, what you therefore owe, and how to prove it.",
)
@click.version_option(package_name="assay", prog_name="assay")
def cli() -> None:
    """Entry point of all commands."""


def main() -> None:
    """Run the command line; findings go to stderr and end with exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    cli(prog_name="assay")
