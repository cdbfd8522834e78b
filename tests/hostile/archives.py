"""Zip archives that unpack to too much, to too many, to nothing, or to somewhere else."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial

from tests.hostile.model import EMAIL, Hostile, said

HEADER = "Top queries,Clicks,Impressions,CTR,Position\n"
ROW = "led street light,3,40,7.5%,4.2\n"
COVERS = said(covers="2027-03-01/2027-03-31")
CHAT = f"2027/5/7 10:00 - Dana: {EMAIL}\n"


def zipped(
    members: Sequence[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data, method)
    return buffer.getvalue()


def zeros(count: int) -> bytes:
    """A deflate stream of so many zeros, made without holding them."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    parts = [squeeze.compress(bytes(1 << 20)) for _ in range(count >> 20)]
    return b"".join([*parts, squeeze.compress(bytes(count & 0xFFFFF)), squeeze.flush()])


def entry(
    name: bytes, packed: bytes, size: int, *, method: int = 8, flags: int = 0, said_size: int = -1
) -> bytes:
    """An archive of one entry, written by hand, so that it may lie about the size."""
    told = size if said_size < 0 else said_size
    crc = 0
    common = struct.pack("<HHHHHIII", 20, flags, method, 0, 33, crc, len(packed), told) + struct.pack(
        "<HH", len(name), 0
    )
    local = b"PK\x03\x04" + common + name + packed
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def zeros_named(name: bytes, megabytes: int) -> bytes:
    return entry(name, zeros(megabytes << 20), megabytes << 20)


def member_of(content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    return zipped([("Queries.csv", content)], method)


def ratios(_: random.Random) -> Iterator[Hostile]:
    for megabytes in (15, 150, 390):
        for name in (b"Queries.csv", b"chat.txt", b"[Content_Types].xml"):
            made = partial(zeros_named, name, megabytes)
            yield Hostile(f"{megabytes} MB of zeros", f"{name[:4].decode()}.zip", made)
    yield Hostile(
        "3.9 GB, it says", "results.zip", entry(b"Queries.csv", zeros(1 << 20), 3_900 << 20), COVERS
    )
    blanks = partial(member_of, HEADER.encode() + b" " * 60_000_000)
    yield Hostile("60 MB of blanks under a header", "results.zip", blanks, COVERS)
    rows = partial(member_of, HEADER.encode() + ROW.encode() * 500_000)
    yield Hostile("half a million equal rows", "results.zip", rows, COVERS)
    many = partial(zipped, [(f"Queries{n}.csv", bytes(1 << 20)) for n in range(300)])
    yield Hostile("300 members of 1 MB", "results.zip", many, COVERS)


def nested(_: random.Random) -> Iterator[Hostile]:
    inner = zipped([("Queries.csv", (HEADER + ROW).encode())])
    for depth in range(60):
        inner = zipped([("results.zip", inner)])
        if depth in (0, 9, 59):
            yield Hostile(f"a zip in a zip, {depth + 1} deep", "results.zip", inner, COVERS)
    leaf = zipped([("0.dll", zeros(40 << 20))])
    for level in range(3):
        leaf = zipped([(f"lib {n}.zip", leaf) for n in range(16)])
        yield Hostile(f"16 zips in each of {level + 1} levels", "42.zip", leaf)
    yield Hostile(
        "a zip that holds its own beginning", "r.zip", zipped([("r.zip", inner[:400])], zipfile.ZIP_STORED)
    )


def members(chance: random.Random) -> Iterator[Hostile]:
    for count in (0, 1_000, 1_001, 30_000):
        data = zipped([(f"{n}.csv", b"") for n in range(count)], zipfile.ZIP_STORED)
        yield Hostile(f"{count} empty members", "results.zip", data, COVERS)
    yield Hostile("folders only", "results.zip", zipped([(f"{n}/", b"") for n in range(50)]), COVERS)
    queries = (HEADER + ROW).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for _ in range(9):
            archive.writestr("Queries.csv", queries)
            archive.NameToInfo.clear()
    yield Hostile("one name nine times", "results.zip", buffer.getvalue(), COVERS)
    whole = zipped([("Queries.csv", queries), ("Pages.csv", b"x")])
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    one = whole[start : whole.index(b"PK\x01\x02", start + 4)]
    for count in (500, 20_000):
        central = one * count
        tail = struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(central), start, 0)
        yield Hostile(
            f"{count} entries over one member",
            "results.zip",
            whole[:start] + central + b"PK\x05\x06" + tail,
            COVERS,
        )
    for part in (3, 10, 40, end - 1, len(whole) - 3):
        yield Hostile(f"cut after {part} bytes", "results.zip", whole[:part], COVERS)
    for _ in range(12):
        at = chance.randrange(len(whole))
        bad = whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :]
        yield Hostile(f"byte {at} changed", "results.zip", bad, COVERS)
    yield Hostile("rubbish before", "results.zip", b"PK\x03\x04" + b"x" * 999 + whole, COVERS)
    yield Hostile("a comment with an end in it", "results.zip", whole + b"PK\x05\x06" + bytes(18), COVERS)


def odd_methods(_: random.Random) -> Iterator[Hostile]:
    plain = (HEADER + ROW).encode()
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield Hostile(f"method {method}", "results.zip", zipped([("Queries.csv", plain)], method), COVERS)
        bomb = partial(member_of, bytes(45_000_000), method) if method != zipfile.ZIP_STORED else plain
        yield Hostile(f"a bomb of method {method}", "results.zip", bomb, COVERS)
    for method in (1, 6, 9, 93, 95, 98, 99, 65_535):
        yield Hostile(
            f"method {method} that nobody knows",
            "r.zip",
            entry(b"Queries.csv", plain, len(plain), method=method),
            COVERS,
        )
    yield Hostile(
        "a member with a password", "r.zip", entry(b"Queries.csv", plain, len(plain), flags=1), COVERS
    )
    yield Hostile(
        "a size that lies low",
        "r.zip",
        lambda: entry(b"Queries.csv", zeros(100 << 20), 9, said_size=9),
        COVERS,
    )
    yield Hostile(
        "a size that lies high", "r.zip", entry(b"Queries.csv", b"\x03\x00", 0, said_size=0xFFFFFFFE), COVERS
    )
    yield Hostile(
        "a name of no encoding",
        "r.zip",
        entry(b"\xff\xfe\x81.csv", plain, len(plain), method=0, flags=0x800),
        COVERS,
    )


def member_names(_: random.Random) -> Iterator[Hostile]:
    names = [
        "../../../../etc/cron.d/x.csv", "/etc/passwd.csv", "C:\\Windows\\System32\\Queries.csv", "..\\..\\Queries.csv",
        "CON.csv", "Queries.csv\x00.exe", "a" * 30_000 + ".csv", "Queries\u202evsc.exe", f"{EMAIL}.csv", "=cmd|' /C calc'!A0.csv",
        "'; DROP TABLE spend; --.csv", "\n\r\t.csv", "{found}.csv", "%s%n.csv", "\x1b[2J.csv", ".csv", "/", "Queries.csv/", "💣.csv",
    ]  # fmt: skip
    for name in names:
        data = zipped([(zipfile.ZipInfo(name), (HEADER + ROW).encode()), (zipfile.ZipInfo("b" + name), b"x")])
        yield Hostile(f"a member named {name[:40]!r}", "results.zip", data, COVERS)
    link = zipfile.ZipInfo("Queries.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    yield Hostile("a symbolic link", "results.zip", zipped([(link, b"/etc/passwd")]), COVERS)
    pipe = zipfile.ZipInfo("Queries.csv")
    pipe.create_system, pipe.external_attr = 3, 0o010777 << 16
    yield Hostile("a named pipe", "results.zip", zipped([(pipe, b"")]), COVERS)
    chat = [(zipfile.ZipInfo("../_chat.txt"), CHAT.encode()), (zipfile.ZipInfo("/_chat.txt"), CHAT.encode())]
    yield Hostile("two chats on paths", "WhatsApp.zip", zipped(chat), said(format_id="whatsapp_chat"))
