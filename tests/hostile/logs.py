"""Web-server logs, packed files, files under a false name, files of another format, and names that are no names."""

import base64
import bz2
import gzip
import io
import lzma
import random
import tarfile
import zlib
from collections.abc import Iterator

from assay.sources.registry import format_ids
from tests.hostile.archives import zeros, zipped
from tests.hostile.model import EMAIL, PHONE, Hostile, said
from tests.hostile.tables import ADS, ENQUIRY, LOG, ORDER, ORDERS, ROW
from tests.hostile.workbooks import book, sheet
from tests.sources.reading import FIXTURES
from tests.sources.test_findings import CAUSES

HIT = '192.0.2.1 - - [01/Mar/2027:10:00:00 +0000] "GET /?utm_campaign=c HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n'
WEB = said(format_id="web_log")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def web_logs(chance: random.Random) -> Iterator[Hostile]:
    huge = "x" * 2_000_000
    odd = {
        "an address of 2 MB": HIT.replace("/?", f"/{huge}?"), "an agent of 2 MB": HIT.replace("Mozilla", huge), "a client of 2 MB": HIT.replace("192.0.2.1", huge),
        "200,000 parameters": HIT.replace("?", "?" + "a=b&" * 200_000), "quotes without end": HIT.replace('"GET', '"' * 100_000 + "GET"), "percents": HIT.replace("?", "?" + "%" * 300_000),
        "brackets": "[" * 500_000, "blanks": " " * 500_000 + HIT, "the year 99999": HIT.replace("2027", "99999"), "the year 0": HIT.replace("2027", "0000"),
        "the 99th": HIT.replace("01/Mar", "99/Foo"), "an offset of 99 hours": HIT.replace("+0000", "+9999"), "the year 1 behind": HIT.replace("2027", "0001").replace("+0000", "+2359"),
        "the year 9999 ahead": HIT.replace("01/Mar/2027", "31/Dec/9999").replace("+0000", "-2359"), "a NUL": HIT.replace("Moz", "\0Moz"), "half of UTF-8": HIT.replace("Moz", "\udcff"),
        "a hidden contact": HIT.replace("utm_campaign=c", f"utm_campaign={EMAIL}&tel={PHONE}"), "a campaign of 1 MB": HIT.replace("campaign=c", f"campaign={'c' * 1_000_000}"),
        "a formula": HIT.replace("campaign=c", "campaign==cmd|' /C calc'!A0"),
    }  # fmt: skip
    for label, line in odd.items():
        text = (HIT * 5 + line + HIT * 5).encode("utf-8", "surrogateescape")
        yield Hostile(label, "access.log", text)
        yield Hostile(f"{label}, named", "access.log", line.encode("utf-8", "surrogateescape"), WEB)
    lines = HIT * 20
    for _ in range(8):
        at = chance.randrange(len(lines))
        yield Hostile(f"cut at {at}", "access.log", (lines[:at] + "\n" + lines[at + 9 :]).encode(), WEB)
    yield Hostile(
        "100,000 campaigns",
        "access.log",
        "".join(HIT.replace("=c ", f"=c{n} ") for n in range(100_000)).encode(),
        WEB,
    )
    yield Hostile(
        "100,000 clients",
        "access.log",
        "".join(HIT.replace("192.0.2.1", f"192.0.{n >> 8}.{n & 255}") for n in range(100_000)).encode(),
        WEB,
    )
    yield Hostile("JSON lines of nothing", "access.log", b'{"time":null,"msg":{}}\n' * 100_000, WEB)
    yield Hostile("JSON lines that nest", "access.log", b'{"a":' * 100_000, WEB)
    yield Hostile(
        "fields that change in every line",
        "access.log",
        b"#Fields: date time c-ip\n#Fields: x\n" * 50_000,
        WEB,
    )
    yield Hostile("200,000 fields", "access.log", b"#Fields: " + b"x " * 200_000 + b"\n1\n", WEB)


def many_lines(body: bytes) -> bytes:
    lines = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(lines.compress(body * 5) for _ in range(2_000)), lines.flush()])


def packed(_: random.Random) -> Iterator[Hostile]:
    body = (HIT * 200).encode()
    for name, whole in {
        "gz": gzip.compress(body),
        "bz2": bz2.compress(body),
        "xz": lzma.compress(body),
    }.items():
        for options in (WEB, said()):
            yield Hostile(f"{name} cut", f"access.log.{name}", whole[:-9], options)
            yield Hostile(f"{name} and rubbish", f"access.log.{name}", whole + b"rubbish", options)
            yield Hostile(f"{name} 50 times", f"access.log.{name}", whole * 50, options)
            yield Hostile(f"{name} of a cut beginning", f"access.log.{name}", whole[:5], options)
    bombs = {
        "gz": lambda: b"\x1f\x8b\x08" + bytes(7) + zeros(600 << 20) + bytes(8), "bz2": lambda: bz2.compress(bytes(40_000_000)) * 9,
        "xz": lambda: lzma.compress(bytes(60_000_000)), "gz of gz": lambda: gzip.compress(gzip.compress(bytes(50_000_000))),
    }  # fmt: skip
    for name, bomb in bombs.items():
        for options in (WEB, said()):
            yield Hostile(f"a bomb of {name}", f"access.log.{name[:3]}", bomb, options)
    yield Hostile("two million lines in a gz", "access.log.gz", lambda: many_lines(body), WEB)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        info = tarfile.TarInfo("../../access.log")
        info.size = len(body)
        archive.addfile(info, io.BytesIO(body))
    yield Hostile("a tar on a path", "access.tar.gz", buffer.getvalue(), WEB)


def fakes(chance: random.Random) -> Iterator[Hostile]:
    contents = {
        "exe": b"MZ\x90\x00" + chance.randbytes(4_000), "elf": b"\x7fELF\x02\x01\x01" + bytes(900), "png": PNG, "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n",
        "html": b"<html><table><tr><td>Day</td><td>Cost</td></tr></table></html>", "xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        "jpg": b"\xff\xd8\xff\xe0" + chance.randbytes(900), "mp4": b"\x00\x00\x00\x20ftypisom" + chance.randbytes(900), "sqlite": b"SQLite format 3\x00" + bytes(900), "parquet": b"PAR1" + chance.randbytes(900) + b"PAR1",
        "7z": b"7z\xbc\xaf\x27\x1c" + chance.randbytes(90), "rar": b"Rar!\x1a\x07\x00" + chance.randbytes(90), "rtf": b"{\\rtf1 Day,Cost}", "class": b"\xca\xfe\xba\xbe" + chance.randbytes(90),
        "pickle": b"\x80\x04c__builtin__\neval\nx.", "yaml": b"!!python/object/apply:os.system [id]\n", "noise": chance.randbytes(100_000), "nothing": b"", "blanks": b" \t\r\n" * 9_000, "script": b"#!/bin/sh\nreboot\n",
    }  # fmt: skip
    for label, data in contents.items():
        for name in ("report.csv", "orders.xlsx", "m.eml", "old.xls"):
            yield Hostile(f"{label} named {name}", name, data)
    truly = {
        "csv": (ORDERS + ORDER).encode(),
        "xlsx": book(sheet("<row/>")),
        "zip": zipped([("a.csv", b"a")]),
        "log": (LOG + ENQUIRY).encode(),
    }
    for label, data in truly.items():
        for name in ("x.exe", "x.mbox", "x.jsonl", "x", ".csv", "x.csv.exe"):
            yield Hostile(f"{label} named {name}", name, data)


def forced(chance: random.Random) -> Iterator[Hostile]:
    """Every format is told to read what it is not."""
    others = {
        "a table": (LOG + ENQUIRY).encode(), "a book": book(sheet("<row><c><v>1</v></c></row>")), "a zip": zipped([("a.csv", (ADS + ROW).encode())]), "noise": chance.randbytes(3_000), "nothing": b"",
        "a chat": f"3/18/27, 2:56 PM - Li Na: {EMAIL}\n".encode(), "JSON": b'{"data":[{"id":1}]}',
    }  # fmt: skip
    for format_id in format_ids():
        for label, data in others.items():
            yield Hostile(f"{label} as {format_id}", "file.csv", data, said(format_id=format_id))


def mappings(_: random.Random) -> Iterator[Hostile]:
    plain = 'id = "m"\nversion = "1"\n[[columns]]\nfield = "a"\ntype = "id"\nheaders = ["订单号"]\n[[yields]]\ntable = "orders"\nvalues = { order_no = "a" }\n'
    texts = {
        "a path": "../../etc/passwd", "no TOML": "[[[", "lists in lists": "a = " + "[" * 50_000, "tables in tables": ("[" + "a." * 20_000 + "b]\n"), "a million keys": "".join(f"k{n} = 1\n" for n in range(300_000)),
        "another id": plain.replace('"m"', '"../../x"'), "a formula": plain.replace('"m"', '"=1+1"'), "a table of none": plain.replace("orders", "x'; DROP TABLE y"), "itself": plain + 'extends = "m"\n',
        "a template of fields": plain.replace('"a" }', '{ text = "{a.__class__.__mro__}{a!r:>999999999}" } }'), "a header of 1 MB": plain.replace("订单号", "x" * 1_000_000), "numbers": plain.replace('"1"', "1e999"),
        "a date": plain.replace('"1"', "9999-99-99"), "NUL": plain.replace("m", "\0"),
    }  # fmt: skip
    for label, text in texts.items():
        yield Hostile(f"a mapping: {label}", "orders.csv", (ORDERS + ORDER).encode(), said(mapping=text))
    yield Hostile("a mapping that fits", "orders.csv", (ORDERS + ORDER).encode(), said(mapping=plain))


NAMES = (
    "../../../../etc/passwd", "/etc/shadow", "C:\\Windows\\win.ini", "..", ".", "", "CON", "NUL.csv", "a" * 4_096 + ".csv", "询" * 2_000, "a\0b.csv", "a\nb.csv", "a\r\nSet-Cookie: x.csv", "\u202efdp.csv", "\x1b[2J.csv",
    f"{EMAIL}.csv", f"WhatsApp Chat with {PHONE}.txt", "=1+1.csv", "'; DROP TABLE spend; --.csv", "{found}.csv", "%s%n%x.csv", "\ud800\udfff.csv", "$(reboot).csv", "-rf", " .csv ", "💣.csv", "a:b.csv", "\\\\host\\share\\x.csv",
)  # fmt: skip


def names(_: random.Random) -> Iterator[Hostile]:
    for name in NAMES:
        yield Hostile(f"{name[:20]!r} with orders", name, (ORDERS + ORDER).encode())
        yield Hostile(
            f"{name[:20]!r} with a bad row", name, (ORDERS + ORDER.replace("1500.00", "x")).encode()
        )
        yield Hostile(
            f"{name[:20]!r} with a chat",
            name,
            b"3/18/27, 2:56 PM - +1 212-555-0141: hi\n3/18/27, 2:57 PM - Li Na: hi\n",
            said(account="whatsapp/Li Na", format_id="whatsapp_chat"),
        )


KNOWN = {
    code: cause
    for code, cause in CAUSES.items()
    if code not in ("sources.packed_too_large", "sources.too_large", "sources.workbook_locked")
}
"""Finding of the sources → a file that causes it; less those that need another limit."""


def known_causes(_: random.Random) -> Iterator[Hostile]:
    for code, (name, data, options) in KNOWN.items():
        yield Hostile(code, name, data, options)


def damaged(chance: random.Random) -> Iterator[Hostile]:
    """Files in the true format of each reader, damaged in ten ways."""
    for path in sorted(FIXTURES.iterdir()):
        whole = path.read_bytes()
        at = chance.randrange(len(whole))
        line = whole[: whole.find(b"\n", len(whole) // 2) + 1]
        changed = {
            "cut": whole[:at], "a NUL": whole[:at] + b"\0" + whole[at:], "a mark inside": whole[:at] + b"\xef\xbb\xbf" + whole[at:], "GBK inside": whole[:at] + "询盘".encode("gb18030") + whole[at:],
            "bare CR": whole.replace(b"\r\n", b"\r").replace(b"\n", b"\r"), "noise inside": whole[:at] + chance.randbytes(50) + whole[at:], "itself twice": whole + whole, "half 500 times": line * 500, "a quote inside": whole[:at] + b'"' + whole[at:],
            "5 MB in one place": whole[:at] + b"9" * 5_000_000 + whole[at:],
        }  # fmt: skip
        for label, data in changed.items():
            yield Hostile(f"{path.name}: {label}", path.name, data)
