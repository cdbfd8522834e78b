"""A world of two lists: what an agency claims and what the buyer's log holds, with the truth about every claim beside.

The truth is what happened, not what can be seen: a mistyped address is a true lead all the same, and a person whom the
buyer met before under another address was known before, though no list shows it. Nobody can be right about those.

``python -m tools.world.lists FOLDER`` writes ``claims.xlsx``, ``enquiries.csv`` and ``truth.json``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path

from tools.world.dice import Dice
from tools.world.files import Cell, delimited, workbook
from tools.world.list_kinds import KINDS, Happened, Maker, Written
from tools.world.no_customers import NO_CUSTOMERS

SEED = "two lists, 2027-03"
SIZE = 5_000
OTHERS = 3_000
"""Enquiries in the log that nobody claims."""


def world(seed: str = SEED, size: int = SIZE) -> tuple[Sequence[Happened], Sequence[Written]]:
    """The claims in the order of the agency's list, and the log by day. A smaller size keeps the shares."""
    make = Maker(Dice(seed))
    happened: list[Happened] = []
    for kind, count in (*KINDS, *NO_CUSTOMERS):
        for _ in range(max(1, count * size // SIZE)):
            happened += kind(make, len(happened))
    others = [
        make.ours(make.human(100_000 + n), make.day(n, "other"), n, "other", replied=n % 5 != 0)
        for n in range(OTHERS * size // SIZE)
    ]
    claims = make.dice.shuffled(happened, "claims")
    log = make.dice.shuffled([*others, *(row for one in happened for row in one.log)], "log")
    return claims, sorted(log, key=lambda row: str(row.day))


def files(claims: Sequence[Happened], log: Sequence[Written]) -> Mapping[str, bytes]:
    """The two lists as they are sent, and the truth: of row n of the list under ``n``."""
    theirs: list[Sequence[Cell]] = [["线索日期", "客户姓名", "公司名称", "邮箱", "电话", "国家"]]
    for one in claims:
        row = one.claim
        day = datetime.combine(row.day, time()) if row.day else row.blurred
        theirs.append([day, row.name, row.company, row.email, row.phone, row.country])
    ours = [["Enquiry date", "Name", "Company", "Email", "Phone/WhatsApp", "Country", "First reply", "Note"]]
    ours += [
        [
            *(str(row.day), row.name, row.company, row.email, row.phone, row.country),
            *(str(row.replied or ""), row.note),
        ]
        for row in log
    ]
    truth = {str(number): {"kind": one.kind, "group": one.group} for number, one in enumerate(claims, 2)}
    return {
        "claims.xlsx": workbook("三月线索", theirs),
        "enquiries.csv": delimited(ours, encoding="utf-8-sig"),
        "truth.json": (json.dumps(truth, indent=1) + "\n").encode(),
    }


def write(folder: Path, size: int = SIZE) -> None:
    """Write the world's files into a folder."""
    for name, data in files(*world(size=size)).items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
