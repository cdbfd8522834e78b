"""Writes docs/findings.md and docs/metrics.md from the message catalogues and the metric catalogue.

python -m tools.docs_findings
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assay.core.contract.load_watched import WATCHED
from assay.core.measuring.figures import FIGURES
from assay.core.measuring.monitors import MEASURES, SAMPLED
from assay.core.metrics.catalogue import (
    AUDITED,
    AUTO_REPLY_ACCURACY,
    BRAND_SEARCHES,
    CATALOGUE,
    FORMULA_RATIO,
    ROI_NET,
    SATISFACTION,
    Kind,
    Metric,
)
from assay.i18n import catalogue

DOCS = Path(__file__).parents[1] / "docs"

ROOMS = {
    "document": ("读文件", "Reading a file"),
    "contract": ("合同", "The contract"),
    "formula": ("公式", "Formulas"),
    "amendment": ("补充协议", "Amendments"),
    "signature": ("签名", "Signatures"),
    "sources": ("导入", "Importing exports"),
    "parsing": ("读文件的限度", "Limits of reading a file"),
    "compare": ("对照", "Comparing two lists"),
    "reconcile": ("对账", "Reconciling"),
    "leads": ("线索归属", "Whose lead"),
    "measure": ("计量", "Measuring"),
    "measurements": ("计量文件", "The measurements file"),
    "settlement": ("结算", "Settling"),
    "paper": ("文件", "Documents"),
    "returned": ("交回的表", "Forms that come back"),
    "objections": ("异议表", "The objections workbook"),
    "verdicts": ("销售判定表", "The sheets for sales"),
    "ledger": ("复式账", "The ledger"),
    "simulate": ("推演", "Simulating"),
    "store": ("工作区", "The workspace"),
    "erase": ("删除", "Erasing"),
    "retention": ("保存期限", "Retention"),
    "cli": ("命令行", "The command line"),
    "demo": ("演示", "The demo"),
}
LABELS = {
    "erase": ("erase.done", "erase.dry", "erase.none", "erase.proof."),
    "retention": (
        "retention.contacts",
        "retention.files",
        "retention.no_window",
        "retention.window",
        "retention.hold",
        "retention.nothing",
        "retention.would_go",
        "retention.gone",
    ),
    "leads": ("leads.column.", "leads.summary"),
    "measure": (
        "measure.title",
        "measure.kpi",
        "measure.days",
        "measure.value",
        "measure.open",
        "measure.n",
        "measure.relieved",
        "measure.status",
        "measure.lots",
        "measure.lots_unknown",
    ),
    "paper": (
        "paper.statement.",
        "paper.fact.",
        "paper.amount.",
        "paper.money.",
        "paper.so_far.",
        "paper.seal.",
        "paper.word.",
        "paper.acceptance.",
        "paper.sample.",
        "paper.duty.",
        "paper.deductions.",
        "paper.invoice.",
        "paper.tax.",
        "paper.credit-note.",
        "paper.true-up.",
        "paper.review.",
        "paper.picture.",
        "paper.biweekly.",
        "paper.simulation.",
        "paper.cited.",
        "paper.waited.",
        "paper.payable.",
        "paper.reissue.",
        "paper.ended.",
        "paper.notice.",
        "paper.watched.",
    ),
    "ledger": ("ledger.title", "ledger.entry.", "ledger.account."),
    "store": ("store.sound", "store.erased_contact"),
    "cli": (
        "cli.lint.",
        "cli.waiting",
        "cli.waiting_unnamed",
        "cli.saved_as",
        "cli.later_version",
        "cli.template_letterhead",
        "cli.nothing_here",
        "cli.not_known_yet",
        "cli.undone_here",
        "cli.table_empty",
        "cli.leads_none_in_month",
        "cli.leads_none_at_all",
        "cli.on_file",
    ),
    "demo": (
        "demo.opening",
        "demo.importing",
        "demo.settling",
        "demo.printing",
        "demo.signing",
        "demo.claims",
        "demo.done",
    ),
}
"""Keys of a room that are labels of the screen, no findings; one that ends in a dot stands for all below it."""


def main() -> None:
    """Write both pages."""
    (DOCS / "findings.md").write_text(findings_page(), "utf-8")
    (DOCS / "metrics.md").write_text(metrics_page(), "utf-8")


def finding_codes() -> tuple[str, ...]:
    """Every code that a finding may carry, by room, in the order of the catalogue."""
    codes = catalogue("zh")
    return tuple(code for room in ROOMS for code in codes if _room(code) == room and not _is_label(code))


def findings_page() -> str:
    """The page of findings: one table per room, a row per code with its sentence in both languages."""
    return "\n".join(_findings_lines()) + "\n"


def metrics_page() -> str:
    """The page of metrics: those that this version measures, and those that it refuses by name."""
    return "\n".join(_metrics_lines()) + "\n"


def _findings_lines() -> Iterator[str]:
    yield "# 发现 / Findings"
    yield ""
    yield "数据里的问题不算程序出错，而是列成**发现**：代码、位置、看到了什么、应该是什么、怎么办。"
    yield "一次全部列出；有一条“错误”，命令就以退出码 1 结束，什么也不会只做一半。"
    yield ""
    yield "A problem in data is a **finding**: a code, a place, what was found, what was expected, what to do. All are"
    yield "shown at once; with one error among them the command ends with exit code 1, and nothing is half done."
    yield ""
    yield "`{…}` 处是当时的数值。本页由 `python -m tools.docs_findings` 写出。"
    yield "`{…}` stands for the value at hand. This page is written by `python -m tools.docs_findings`."
    zh, en = catalogue("zh"), catalogue("en")
    for room, (zh_title, en_title) in ROOMS.items():
        yield from ("", f"## {zh_title} / {en_title}", "", "| 代码 / code | 说明 | text |", "|---|---|---|")
        for code in finding_codes():
            if _room(code) == room:
                yield f"| `{code}` | {_cell(zh[code])} | {_cell(en[code])} |"


def _metrics_lines() -> Iterator[str]:
    yield "# 指标目录 / Metrics"
    yield ""
    yield "合同里的 `metric` 只能写这里的名称。口径写作 `名称@版本`，发布以后不再修改；含义要变，就出新版本。"
    yield ""
    yield "A contract's `metric` names one of these. A definition is `id@version` and is never edited once released; a new"
    yield "meaning is a new version."
    yield ""
    yield "- **类型 / kind**：`count` 计数，`ratio` 比率，`cost_per_unit` 单位成本。计数目标随淡旺季和免责天数变动，其余只随淡旺季。"
    yield "  A count's target moves with season and relief days, every other one with the season alone."
    yield "- **归月 / clock**：`lead_created` 询盘产生日，`session_day` 会话日，`spend_day` 消耗日，`order_day` 订单日。"
    yield "  What puts a record into a month."
    yield "- **缺数 / missing**：当月没有任何一行所列数据时，指标缺数，不当作零。"
    yield "  Without any row of these facts a month has no figure; that is not zero."
    yield ""
    yield "本页由 `python -m tools.docs_findings` 写出。This page is written by `python -m tools.docs_findings`."
    for evaluated, title in (
        (True, "本版可计量 / Measured by this version"),
        (False, "不由报表计量 / Not measured from reports"),
    ):
        yield from (
            "",
            f"## {title}",
            "",
            "| 指标 / metric | 名称与口径 | name and meaning | |",
            "|---|---|---|---|",
        )
        for metric in CATALOGUE.values():
            if metric.evaluated is evaluated:
                yield _metric_row(metric)
    yield from _measured_lines()


def _measured_lines() -> Iterator[str]:
    """From which records each metric is measured, and how: a new one without a measure has no row and stops the tool."""
    zh, en = catalogue("zh"), catalogue("en")
    yield from (
        "",
        "## 从哪些记录计量 / Measured from which records",
        "",
        "| 指标 / metric | 记录 | records | 指标 / KPI | 监测项 / monitor |",
        "|---|---|---|---|---|",
    )
    for metric in CATALOGUE.values():
        key = f"metric.{metric.id}.from"
        yield f"| `{metric.id}` | {zh[key]} | {en[key]} | {how_kpi(metric)} | {how_monitor(metric)} |"


def how_kpi(metric: Metric) -> str:
    """How a paid measure of the metric gets its figure."""
    if metric.id == FORMULA_RATIO:
        return "`formula`"
    if metric.id == AUDITED:
        return "`sample`"
    if metric.kind in (Kind.MEAN, Kind.DURATION) or metric.id == ROI_NET:
        return "不可 / refused"
    if metric.id in FIGURES or metric.id in MEASURES:
        return "`assay measure`"
    return BY_HAND[metric.id]


def how_monitor(metric: Metric) -> str:
    """How a monitor of the metric gets its figure."""
    if metric.id not in WATCHED:
        return "不可 / refused"
    if metric.id in MEASURES:
        return "`assay measure`"
    return "`sample`" if metric.id in SAMPLED else BY_HAND[metric.id]


BY_HAND = dict.fromkeys((AUTO_REPLY_ACCURACY, SATISFACTION, BRAND_SEARCHES), "人工填报 / stated")
"""Metrics that no export tells: a person states them, until then they are missing or unknown."""


def _metric_row(metric: Metric) -> str:
    zh, en = catalogue("zh"), catalogue("en")
    key = f"metric.{metric.id}"
    said = [f"**{texts[key]}**{mark}{texts[f'{key}.meaning']}" for texts, mark in ((zh, "："), (en, ": "))]
    unit = metric.unit or ("%" if metric.kind is Kind.RATIO else "1")
    shape = f"`{metric.kind.value}`, {metric.direction} `{unit}`"
    if metric.facts:
        shape += f"; {metric.clock.value}; {', '.join(fact.value for fact in metric.facts)}"
    name = metric.name if metric.evaluated else metric.id
    return f"| `{name}` | {said[0]} | {said[1]} | {shape} |"


def _room(code: str) -> str:
    return code.partition(".")[0]


def _is_label(code: str) -> bool:
    return any(
        code == label or (label.endswith(".") and code.startswith(label))
        for label in LABELS.get(_room(code), ())
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
