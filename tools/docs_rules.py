"""Writes docs/rules.md from the table of tests/rules: each rule, where a contract says it, and what altering it changes.

python -m tools.docs_rules
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.rules.differences import Difference
from tests.rules.settled import Row, case_of, changes_of, contract_document, rows

DOCS = Path(__file__).parents[1] / "docs"
NOTHING = "—"
_STEP = re.compile(r"([A-Za-z_]\w*)(?:\[(\w+)\])?")


def main() -> None:
    """Write the page."""
    (DOCS / "rules.md").write_text(rules_page(), "utf-8")


def rules_page() -> str:
    """The page: a row per rule and field, settled twice while it is written."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# 每条合同规则写在哪里 / Where a contract says each rule"
    yield ""
    yield "规则编号 R01 至 R103 里属于合同条款的，每条至少一行：合同里哪个字段说它，哪个算例按它结算，把这个字段删去或改动之后，"
    yield "结算单哪里跟着变。每一行都由测试结算两遍；改了字段而结算单不变的，测试不通过。"
    yield ""
    yield "Every rule from R01 to R103 that is a contract term has a row at least: the field that says it, a case that settles"
    yield "it, and what is different in the statement once the field is removed or altered. A test settles each row twice; a row"
    yield "whose alteration changes nothing fails."
    yield ""
    yield "- **算例 / case**：`tests/contracts` 的算例从计量数字算起；`tests/rules/cases` 的从线索、花费、会话算起，先计量再结算。"
    yield "  Cases of `tests/contracts` start from figures, those of `tests/rules/cases` from leads, spend and sessions."
    yield "- **改动 / altered**：原来的值 → 改成的值；`—` 是没有这个字段。"
    yield "  The value before and after; `—` is no field at all."
    yield "- **结算单 / statement**：第一处不同，名称同[结算单的 JSON 格式](schemas/statement.schema.json)；括号里是还有哪些部分不同。"
    yield "  The first difference, named as in [the JSON of a statement](schemas/statement.schema.json); in brackets the other"
    yield "  parts that differ."
    yield ""
    yield "本页由 `python -m tools.docs_rules` 写出。This page is written by `python -m tools.docs_rules`."
    yield ""
    yield "| | 规则 / rule | 字段 / field | 算例 / case | 改动 / altered | 结算单 / statement |"
    yield "|---|---|---|---|---|---|"
    for number, row in enumerate(rows()):
        yield _line(row, changes_of(number))


def _line(row: Row, found: tuple[Difference, ...]) -> str:
    address = os.path.relpath(row.path, DOCS)
    cells = (
        row.rule,
        f"{row.zh}<br>{row.en}",
        f"`{row.field}`",
        f"[{row.path.stem}]({address})",
        "<br>".join(_altered(row)),
        _seen(row, found[0]),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _altered(row: Row) -> Iterator[str]:
    contract = contract_document(case_of(row))
    for path, to in row.change.items():
        named = "" if path == row.field else f"`{path}` "
        yield f"{named}{_value(_at(contract, path))} → {_value(None if to == 'null' else to)}"


def _at(document: Any, path: str) -> Any:  # noqa: ANN401  # any YAML value
    """The value at a path of the contract; None when there is none."""
    for key, identity in _STEP.findall(path):
        document = document.get(key)
        if identity and document is not None:
            document = next((item for item in document if item["id"] == identity), None)
        if document is None:
            return None
    return document


def _value(value: Any) -> str:  # noqa: ANN401  # any YAML value
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return f"`{value}`"
    flow = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=1000, sort_keys=False
    ).strip()
    return f"`{flow}`"


def _seen(row: Row, first: Difference) -> str:
    where = " ".join(filter(None, (first.part, first.entry, first.name)))
    others = [part for part in row.seen if part != first.part]
    more = f" ({', '.join(f'`{part}`' for part in others)})" if others else ""
    return f"{first.period} `{where}`: {_told(first.before)} → {_told(first.after)}{more}"


def _told(value: str | None) -> str:
    if value is None:
        return NOTHING
    return f"−{value[1:]}" if value.startswith("-") else value


if __name__ == "__main__":
    main()
