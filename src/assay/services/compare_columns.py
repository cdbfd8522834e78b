"""Which column is what, as a person says it: on the command line, or in a file that a first run has written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assay.core.findings import Finding, FindingsError, Place
from assay.sources.cells import header_key
from assay.sources.dates import ORDERS
from assay.sources.lists import FIELDS, ListOptions, ReadList
from assay.sources.lists.detect import NONE
from assay.sources.text import NAMED_ENCODINGS

FORMAT = "compare-columns/v1"
SIDES = ("claim", "evidence")
_CHOICES = {"dates": ORDERS, "encoding": NAMED_ENCODINGS}
_WORDS = {
    "邮箱": "email", "电话": "phone", "微信": "messenger", "联系方式": "contact", "姓名": "name", "名": "first_name",
    "姓": "last_name", "公司": "company", "国家": "country", "时间": "time", "产品": "product", "编号": "id",
    "回复时间": "answered_at", "是否回复": "answered", "客户类别": "category", "状态": "status", "备注": "note",
    "日期": "time", "即时通讯": "messenger", "date": "time", "e-mail": "email",
}  # fmt: skip
_NEXT = re.compile(
    r"[,，](?=\s*(?:" + "|".join(sorted((*FIELDS, *_WORDS), key=len, reverse=True)) + r")\s*=)"
)


@dataclass(frozen=True, slots=True)
class SaidOfList:
    """What is said of one list.

    Attributes:
        columns: Field → columns.
        dates: Order of day and month; empty for nothing.
        encoding: Of a text whose bytes do not tell; empty for nothing.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: str = ""
    encoding: str = ""


def said_columns(texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Columns from options such as ``email=客户邮箱,phone=D``; ``phone=-`` says that there is none.

    Raises:
        FindingsError: There is no such field, or no ``=``.
    """
    found: dict[str, tuple[str, ...]] = {}
    findings = []
    for part in (part for text in texts for part in _NEXT.split(text)):
        name, mark, column = part.partition("=")
        code = _WORDS.get(name.strip(), name.strip())
        if not mark or not column.strip() or code not in FIELDS:
            known = ", ".join(FIELDS)
            findings.append(Finding("compare.no_such_field", params={"found": part, "known": known}))
        else:
            found[code] = (*found.get(code, ()), column.strip())
    if findings:
        raise FindingsError(findings)
    return found


def load_columns(text: str, file: str) -> Mapping[str, SaidOfList]:
    """Side → what a file says of it.

    Raises:
        FindingsError: It is no TOML, or says something that does not exist.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise FindingsError([_refused(file, str(broken))]) from None
    if document.get("assay") != FORMAT:
        raise FindingsError([_refused(file, f'assay = "{FORMAT}"')])
    wrong = [key for key in document if key not in ("assay", *SIDES)]
    if wrong:
        raise FindingsError([_refused(file, key) for key in wrong])
    return {side: _side(document.get(side, {}), side, file) for side in SIDES}


def columns_text(sides: Mapping[str, tuple[ReadList, ListOptions]]) -> str:
    """The file that says of both lists what was found and what was said, to be kept or corrected."""
    lines = [f'assay = "{FORMAT}"']
    for side in SIDES:
        read, said = sides[side]
        lines += ["", f"[{side}]"]
        if read.dates:
            lines.append(f"dates = {json.dumps(read.dates)}")
        if said.encoding:
            lines.append(f"encoding = {json.dumps(said.encoding)}")
        for name in FIELDS:
            columns = [column for column in read.columns if column.field == name]
            names = [_name(column.header, column.letter, read.headers) for column in columns]
            if not names and NONE in said.columns.get(name, ()):
                names = [NONE]
            if names:
                lines.append(f"{name} = {json.dumps(names, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _name(header: str, letter: str, headers: Iterable[str]) -> str:
    """A column's header, or its letter where the header is blank or reads like another's."""
    alike = [other for other in headers if header_key(other) == header_key(header)]
    return header if header and len(alike) == 1 else letter


def _side(said: object, side: str, file: str) -> SaidOfList:
    if not isinstance(said, dict):
        raise FindingsError([_refused(file, side)])
    known = {name: str(said.pop(name, "")) for name in _CHOICES}
    wrong = [name for name, value in known.items() if value not in ("", *_CHOICES[name])]
    columns: dict[str, tuple[str, ...]] = {}
    for name, value in said.items():
        values = [value] if isinstance(value, str) else value
        if name in FIELDS and isinstance(values, list) and all(isinstance(one, str) for one in values):
            columns[name] = tuple(values)
        else:
            wrong.append(name)
    if wrong:
        raise FindingsError([_refused(file, f"{side}.{name}") for name in wrong])
    return SaidOfList(columns, **known)


def _refused(file: str, found: str) -> Finding:
    return Finding("compare.columns_file", Place(file), {"found": found, "known": ", ".join(FIELDS)})
