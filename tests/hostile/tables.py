"""Tables of text: encodings that disagree, marks and NULs in the wrong place, quotes without end, shapes without sense."""

import random
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.model import EMAIL, PHONE, Hostile, said

ADS = "Campaign report\nAll time\nDay,Campaign,Clicks,Impr.,Currency code,Cost\n"
ROW = "2027-03-01,c,1,2,USD,3.00\n"
META = "Reporting starts,Reporting ends,Campaign name,Impressions,Link clicks,Amount spent (USD)\n"
META_ROW = "2027-03-01,2027-03-31,c,9,2,3.00\n"
LOG = "询盘编号,询盘时间,来源渠道,姓名,公司,邮箱,电话,国家,数量\n"
ENQUIRY = f"HY-1,2027-03-01 10:00,谷歌搜索,Dana,Whitlock,{EMAIL},{PHONE},德国,30\n"
ORDERS = "订单号,日期,阶段,币种,金额,邮箱,电话\n"
ORDER = f"PI-1,2027/3/9,大货,USD,1500.00,{EMAIL},{PHONE}\n"
SESSIONS = "日期,广告系列,会话数,可判定会话,跳出会话\n"
SESSION = "2027-03-01,search-us,57,55,21\n"
HEADS = {
    "ads": (ADS, ROW),
    "meta": (META, META_ROW),
    "log": (LOG, ENQUIRY),
    "orders": (ORDERS, ORDER),
    "sessions": (SESSIONS, SESSION),
}
PATIENT = said(mapping="enquiry_log")
INJECTIONS = (
    "=cmd|'/C calc'!A0", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", '=HYPERLINK("http://x.example","y")',
    "'; DROP TABLE spend; --", '" OR ""="', "<script>alert(1)</script>", "${jndi:ldap://127.0.0.1/a}", "{found}{0}%s%n", "../../etc/passwd",
    "\u202egnp.exe", "\x1b[2J\x07", "a\u0000b".replace("\u0000", "\u200b"), "１＝１", "$(reboot)", "`reboot`", "A" * 5_000,
)  # fmt: skip


def encodings(chance: random.Random) -> Iterator[Hostile]:
    texts = {"log": LOG + ENQUIRY, "ads": ADS + ROW.replace("c,", "größe,"), "orders": ORDERS + ORDER}
    codecs = (
        "utf-8",
        "gb18030",
        "utf-16-le",
        "utf-16-be",
        "big5",
        "cp1252",
        "utf-32",
        "utf-7",
        "shift_jis",
        "koi8-r",
        "cp037",
    )
    for name, text in texts.items():
        parts = {codec: text.encode(codec, "replace") for codec in codecs}
        for first, second in (
            ("utf-8", "gb18030"),
            ("gb18030", "utf-16-le"),
            ("utf-16-le", "utf-8"),
            ("cp1252", "utf-8"),
            ("big5", "gb18030"),
        ):
            yield Hostile(f"{first}, then {second}", f"{name}.csv", parts[first] + parts[second])
        for codec in ("big5", "utf-32", "utf-7", "shift_jis", "koi8-r", "cp037", "utf-16-le"):
            yield Hostile(f"{codec} without a mark", f"{name}.csv", parts[codec])
        noise = bytearray(parts["utf-8"])
        for _ in range(5):
            noise[chance.randrange(len(noise))] = chance.randrange(128, 256)
        yield Hostile("bytes that are no UTF-8", f"{name}.csv", bytes(noise))


def marks(_: random.Random) -> Iterator[Hostile]:
    body = (LOG + ENQUIRY).encode()
    half = len(body) // 2
    marks = {
        "UTF-8": b"\xef\xbb\xbf",
        "UTF-16 LE": b"\xff\xfe",
        "UTF-16 BE": b"\xfe\xff",
        "UTF-32": b"\xff\xfe\x00\x00",
    }
    for name, mark in marks.items():
        yield Hostile(f"a mark of {name} alone", "log.csv", mark)
        yield Hostile(f"a mark of {name} over UTF-8", "log.csv", mark + body)
        yield Hostile(f"a mark of {name} twice", "log.csv", mark * 2 + body)
        yield Hostile(f"a mark of {name} in the middle", "log.csv", body[:half] + mark + body[half:])
    wide = (LOG + ENQUIRY).encode("utf-16")
    yield Hostile("UTF-16 of odd length", "log.csv", wide + b"\x0a")
    yield Hostile("UTF-16 with half a pair", "log.csv", wide + b"\x00\xd8\x0a\x00")
    yield Hostile("UTF-16 cut in its header", "log.csv", wide[:31])


def nuls_and_breaks(_: random.Random) -> Iterator[Hostile]:
    body = LOG + ENQUIRY * 3
    for at in (0, 5, len(LOG) + 3, len(body)):
        yield Hostile(f"NUL at {at}", "log.csv", (body[:at] + "\0" + body[at:]).encode())
    yield Hostile("NULs only", "log.csv", bytes(2_000_000))
    breaks = {
        "CR": "\r",
        "CR CR LF": "\r\r\n",
        "LF CR": "\n\r",
        "NEL": "\x85",
        "LS": "\u2028",
        "VT": "\x0b",
        "FF": "\x0c",
        "FS": "\x1c",
        "none": " ",
    }
    for name, mark in breaks.items():
        for label, (head, row) in HEADS.items():
            yield Hostile(
                f"{label} broken by {name}", f"{label}.csv", (head + row * 2).replace("\n", mark).encode()
            )
    yield Hostile(
        "breaks of every kind",
        "log.csv",
        "".join(LOG.strip() + mark + ENQUIRY.strip() + mark for mark in breaks.values()).encode(),
    )
    yield Hostile("a million empty lines", "log.csv", b"\n" * 1_000_000)
    yield Hostile("200,000 empty lines under a header", "log.csv", LOG.encode() + b"\n" * 200_000)


def quotes(_: random.Random) -> Iterator[Hostile]:
    for label, (head, row) in HEADS.items():
        cells = row.strip().split(",")
        yield Hostile(
            "a quote that is never closed", f"{label}.csv", (head + row + f'"{row}' + row * 300).encode()
        )
        yield Hostile("a quote in the header", f"{label}.csv", (head.replace(",", ',"', 1) + row).encode())
        yield Hostile(
            "text after a quote",
            f"{label}.csv",
            (head + f'"{cells[0]}"x,' + ",".join(cells[1:]) + "\n").encode(),
        )
        yield Hostile(
            "a hundred thousand breaks in one cell",
            f"{label}.csv",
            (head + '"' + "\n" * 100_000 + '",' + ",".join(cells[1:]) + "\n").encode(),
        )
        yield Hostile("a million quotes", f"{label}.csv", (head + '"' * 1_000_000 + "\n").encode())
        yield Hostile(
            "a cell of a million letters",
            f"{label}.csv",
            (head + ",".join([cells[0], "x" * 1_000_000, *cells[2:]]) + "\n").encode(),
        )
    yield Hostile("quotes only", "q.csv", b'"' * 3_000_000)
    yield Hostile("empty quotes", "q.csv", b'"",' * 400_000)


def shapes(chance: random.Random) -> Iterator[Hostile]:
    for count in (1_000, 20_000, 200_000):
        names = ",".join(f"c{n}" for n in range(count))
        yield Hostile(f"{count} columns of no name", "wide.csv", f"{names}\n{names}\n".encode())
        yield Hostile(
            f"{count} columns beside a header", "wide.csv", f"{LOG.strip()},{names}\n{ENQUIRY}".encode()
        )
        yield Hostile(
            f"{count} columns of one name",
            "wide.csv",
            (LOG.strip() + ",备注" * count + f"\n{ENQUIRY}").encode(),
        )
        yield Hostile(
            f"{count} cells in a row", "wide.csv", (LOG + ENQUIRY.strip() + ",x" * count + "\n").encode()
        )
    for label, (head, row) in HEADS.items():
        yield Hostile("a header forty times", f"{label}.csv", (head * 40 + row).encode())
        yield Hostile("two delimiters", f"{label}.csv", (head.replace(",", ";") + row).encode())
        yield Hostile(
            "a delimiter for each line",
            f"{label}.csv",
            (head + "".join(row.replace(",", mark) for mark in ";\t|:^ ")).encode(),
        )
        yield Hostile(
            "cells at random",
            f"{label}.csv",
            (
                head
                + "".join(
                    ",".join(chance.sample(row.strip().split(","), chance.randrange(1, 5))) + "\n"
                    for _ in range(50)
                )
            ).encode(),
        )
        yield Hostile("no row", f"{label}.csv", head.encode())
        yield Hostile(
            "every column twice",
            f"{label}.csv",
            (head.strip() + "," + head.strip().split("\n")[-1] + "\n" + row.strip() + "," + row).encode(),
        )
        yield Hostile("one row again and again", f"{label}.csv", (head + row * 3_000).encode())
    yield Hostile("delimiters only", "d.csv", b",;\t|" * 200_000)


def injections(_: random.Random) -> Iterator[Hostile]:
    for number, text in enumerate(INJECTIONS):
        quoted = '"' + text.replace('"', '""') + '"'
        yield Hostile(
            f"{text[:20]!r} as a campaign", "ads.csv", f"{ADS}2027-03-01,{quoted},1,2,USD,3.00\n".encode()
        )
        yield Hostile(
            f"{text[:20]!r} as a header",
            "ads.csv",
            f"{ADS.strip()},{quoted}\n2027-03-01,c,1,2,USD,3.00,x\n".encode(),
        )
        yield Hostile(
            f"{text[:20]!r} in every cell", "log.csv", f"{LOG}{','.join([quoted] * 9)}\n".encode(), PATIENT
        )
        yield Hostile(
            f"{text[:20]!r} as account",
            "orders.csv",
            (ORDERS + ORDER).encode(),
            said(account=text, mapping="order_ledger"),
        )
        if number < 4:
            yield Hostile(
                f"{text[:20]!r} as format", "orders.csv", (ORDERS + ORDER).encode(), said(format_id=text)
            )
            yield Hostile(
                f"{text[:20]!r} as zone",
                "log.csv",
                (LOG + ENQUIRY).encode(),
                said(zone=text, mapping="enquiry_log"),
            )
            yield Hostile(
                f"{text[:20]!r} as currency",
                "orders.csv",
                (ORDERS + ORDER.replace("USD", "")).encode(),
                said(currency=text),
            )


def many_findings(_: random.Random) -> Iterator[Hostile]:
    bad = {
        "log": f"x,31.02.2027,?,{EMAIL},b,no@@mail,tel,Atlantis,-1\n", "orders": f"PI,x,y,ZZZ,1e5,{EMAIL},{PHONE}\n",
        "ads": "day,c,one,two,USD,three\n", "meta": "a,b,c,d,e,f\n", "sessions": "x,c,-1,1.5,y\n",
    }  # fmt: skip
    for label, line in bad.items():
        yield Hostile(
            "tens of thousands of findings", f"{label}.csv", (HEADS[label][0] + line * 10_000).encode()
        )
        ragged = "".join(f"{n},\n" for n in range(20_000))
        yield Hostile("20,000 ragged rows", f"{label}.csv", (HEADS[label][0] + ragged).encode())
    yield Hostile("a million findings", "log.csv", (LOG + bad["log"] * 200_000).encode())
    yield Hostile(
        "9,000 wrong columns",
        "m.csv",
        (LOG.strip() + "".join(f",c{n}" for n in range(9_000)) + "\n" + "1\n" * 9).encode(),
    )


def numbers(_: random.Random) -> Iterator[Hostile]:
    odd = (
        "1e308", "1e999999999", "-1e-999999999", "9" * 5_000, "1" * 400_000, "0." + "0" * 99_999 + "1", "NaN", "Infinity", "-0", "--1", "1,2,3,4", "1.2.3", "0x1F",
        "١٢٣", "１２．５", "½", "①", "1_000", "+-3", "1e", "1 000 000", "1'000", "(3.00)", "3.00-", "€3", "3€€", "9223372036854775808", "-9223372036854775809",
        "9223372036854.775808", "1E+17", "." , ",", "-", "1" + " " * 50_000, "1" + ",000" * 50_000,
    )  # fmt: skip
    for text in odd:
        quoted = f'"{text}"'
        yield Hostile(f"{text[:12]!r} as cost", "ads.csv", f"{ADS}2027-03-01,c,1,2,USD,{quoted}\n".encode())
        yield Hostile(
            f"{text[:12]!r} as counts",
            "log.csv",
            f"{LOG}HY-1,2027-03-01 10:00,谷歌搜索,D,W,,,德国,{quoted}\n".encode(),
            PATIENT,
        )
        yield Hostile(
            f"{text[:12]!r} as amount",
            "orders.csv",
            f"{ORDERS}{quoted},2027/3/9,大货,USD,{quoted},,{quoted}\n".encode(),
        )


def dates(_: random.Random) -> Iterator[Hostile]:
    odd = (
        "0000-00-00", "0001-01-01", "0001-01-01 00:00", "9999-12-31", "9999-12-31 23:59:59", "10000-01-01", "2027-02-30", "2027-13-01", "31/12/0001", "99999999", "1e9",
        "2027-03-01T25:00", "2027-03-01 24:00", "2027-03-28 02:30", "２０２７-０３-０１", "٢٠٢٧-٠٣-٠١", "2027年3月", "March", "2027-03-01T10:00:00+99:99", "2027-03-01T10:00:00-23:59",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1" * 100_000, "1-" * 50_000, "2027-03-01" + " " * 100_000, "-2027-03-01", "1/1/1/1", "0", "-1", "2958466",
    )  # fmt: skip
    for text in odd:
        yield Hostile(f"{text[:20]!r} as day", "ads.csv", f"{ADS}{text},c,1,2,USD,3.00\n".encode())
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
            yield Hostile(
                f"{text[:20]!r} as time in {zone}",
                "log.csv",
                f"{LOG}HY-1,{text},谷歌搜索,D,W,,,德国,3\n".encode(),
                said(zone=zone, mapping="enquiry_log"),
            )
        yield Hostile(f"{text[:20]!r} as range", "meta.csv", f"{META}{text},{text},c,9,2,3.00\n".encode())
        yield Hostile(
            f"{text[:20]!r} said",
            "results.csv",
            b"Top queries,Clicks,Impressions\nlamp,2,9\n",
            said(covers=f"{text}/{text}"),
        )


def long_runs(_: random.Random) -> Iterator[Hostile]:
    """Texts on which a careless pattern takes a time that grows with the square of their length."""
    runs = {
        "blanks": " " * 150_000 + "x", "digits": "1" * 150_000 + "x", "ats": "a@" * 80_000, "dots": "." * 150_000, "plus": "+" * 150_000 + PHONE, "phones": "+49 " * 50_000,
        "brackets": "(" * 150_000, "hyphens": "a-" * 80_000, "colons": "1:" * 80_000, "slashes": "/" * 150_000, "ideographs": "询" * 100_000, "marks": "\u200b" * 150_000 + "x",
        "quotes": "'" * 150_000, "equals": "a=b&" * 40_000, "percents": "%25" * 50_000, "accents": "e" + "\u0301" * 100_000,
    }  # fmt: skip
    for label, text in runs.items():
        yield Hostile(f"{label} in every cell", "log.csv", f"{LOG}{','.join([text] * 9)}\n".encode(), PATIENT)
        yield Hostile(
            f"{label} in orders",
            "orders.csv",
            f"{ORDERS}{','.join([text] * 7)}\n".encode(),
            said(mapping="order_ledger"),
        )
        yield Hostile(f"{label} in ads", "ads.csv", f"{ADS}{','.join([text] * 6)}\n".encode())
        yield Hostile(f"{label} for a header", "head.csv", f"{text}\n{text},{text}\n".encode())


def written(path: Path, first: bytes, chunk: bytes, times: int) -> None:
    with path.open("wb") as handle:
        handle.write(first)
        for _ in range(times):
            handle.write(chunk)


def sparse(path: Path, first: bytes, size: int) -> None:
    with path.open("wb") as handle:
        handle.write(first)
        handle.truncate(size)


def huge(_: random.Random) -> Iterator[Hostile]:
    mega = b"x" * (1 << 20)
    yield Hostile("one line of 1 GB", "line.csv", write=lambda path: written(path, LOG.encode(), mega, 1_000))
    yield Hostile("1 GB of NULs", "nuls.csv", write=lambda path: sparse(path, LOG.encode(), 1_000_000_000))
    yield Hostile(
        "10 million columns",
        "wide.csv",
        write=lambda path: written(path, LOG.encode().strip(), b",column" * 1_000, 10_000),
    )
    yield Hostile(
        "10 million columns of their own",
        "wide.csv",
        write=lambda path: written(path, ",".join(map(str, range(10_000_000))).encode(), b"\n1", 1),
    )
    yield Hostile("one line of 200 MB", "line.csv", write=lambda path: written(path, LOG.encode(), mega, 200))
    yield Hostile(
        "one line of 60 MB in Chinese",
        "line.csv",
        write=lambda path: written(path, LOG.encode(), "询盘".encode() * 100_000, 100),
    )
    yield Hostile(
        "two million enquiries",
        "log.csv",
        write=lambda path: written(path, LOG.encode(), ENQUIRY.encode() * 1_000, 2_000),
    )
