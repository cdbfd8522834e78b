"""Tables drawn for a mapping, dirt included: what a person, a platform and a spreadsheet make of a file between them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from random import Random

from assay.sources.mapped import Mapping
from assay.sources.mapped.model import Field

DAYS = (
    "2027-03-01",
    "2027/3/2",
    "5/12/2027",
    "13/12/2027",
    "12/13/2027",
    "1.3.2027",
    "20270304",
    "2027年3月5日",
)
CLOCKS = (
    "2027-03-01 09:00",
    "2027-03-28 02:30",
    "5/12/2027 8:01",
    "2027-10-31T02:30:00",
    "2027-03-01T08:00:00Z",
    "13/1/2027 7:00",
)
NUMBERS = ("7", "1200", "1,234", "1.234", "12.5", "12,5", "-3", "1 234", "seven", "0", "120")
JUNK = ("", "", "--", "n/a", "#REF!", "1.2E+17", "a,b", "two\nlines", 'a "quote"', "  ")
WORDS: dict[str, tuple[str, ...]] = {
    "day": DAYS,
    "instant": CLOCKS,
    "count": NUMBERS,
    "micros": NUMBERS,
    "amount": (*NUMBERS, "¥12.50", "USD 3", "0.0000001"),
    "currency": ("CNY", "USD", "人民币", "yen", ""),
    "country": ("DE", "Germany", "德国", "Atlantis", ""),
    "email": ("anna@lichtwerk.example", "Ben@Nord.example", "no address", ""),
    "phone": ("+49 40 123456", "0401234567", "13800138000", "12", ""),
    "name": ("Anna Weber", "Ben", ""),
    "company": ("Lichtwerk", "Nord Lamps", ""),
    "flag": ("yes", "no", "是", "perhaps", ""),
    "text": ("spring", "led", "brand", ""),
    "id": ("A1", "A2", "A3", "A4;A5", "1.2E+17", ""),
    "salesforce_id": ("00Q1G00000nDnM5", "00q1g00000ndnm5uak", "short", ""),
}
TAMER = {
    "day": ("2027-03-01", "2027-03-02", "2027-03-03"),
    "count": ("3",),
    "instant": ("2027-03-01 09:00",),
}


def table(mapping: Mapping, chance: Random) -> bytes:
    """A file for a mapping; half of them could be imported but for a few cells."""
    fields = [each for each in mapping.fields if each.required or chance.random() < 0.7]
    chance.shuffle(fields)
    headers = [chance.choice(field.headers) for field in fields]
    headers += ["Something else"] * (chance.random() < 0.2)
    written = io.StringIO(newline="")
    end, delimiter = chance.choice(("\n", "\r\n")), chance.choice(",;\t")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end)
    writer.writerows([["Report of our own"]] * chance.choice((0, 0, 3)))
    writer.writerow(headers)
    writer.writerows(_rows(fields, len(headers), chance))
    if chance.random() < 0.2:
        writer.writerow(["Total", *(chance.choice(("", "7", "120")) for _ in headers[1:])])
    if chance.random() < 0.3:
        writer.writerows(
            [["Grand Totals (40 records)"], [], ["Copyright of somebody"]][: chance.randrange(4)]
        )
    text = written.getvalue()
    return (text.rstrip("\r\n") if chance.random() < 0.2 else text).encode(
        chance.choice(("utf-8", "utf-8-sig"))
    )


def _rows(fields: Sequence[Field], width: int, chance: Random) -> Iterator[list[str]]:
    is_tame, seldom = chance.random() < 0.6, chance.choice((0.0, 0.002, 0.05))
    for number in range(chance.choice((0, 5, 40))):
        wild = not is_tame or chance.random() < seldom
        row = [_cell(field, chance, number, wild=wild) for field in fields]
        row += ["x"] * (width - len(row))
        odd = chance.random()
        if odd < 0.01:
            yield [*row, "further"]
        elif odd < 0.02:
            yield [""] * width
        elif odd < 0.03:
            yield ["Total", *row[1:]]
        else:
            yield row[:1] if odd < 0.035 else row


def _cell(field: Field, chance: Random, number: int, *, wild: bool) -> str:
    if wild and chance.random() < 0.2:
        return chance.choice(JUNK)
    if field.values and not (wild and chance.random() < 0.2):
        return chance.choice([word for words in field.values.values() for word in words])
    if field.type == "salesforce_id" and not wild:
        return f"00Q1G0000{number:06}"
    if field.type in ("id", "text") and not wild:
        return f"{field.name}-{number}"
    words = WORDS.get(field.type, ("something",))
    return chance.choice(words if wild else TAMER.get(field.type, words[:1]))
