"""Workbooks written by hand: lying dimensions, entities, formulas, missing parts, repeats without end."""

import io
import random
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial

from assay.sources.templates import template_bytes
from tests.hostile.archives import entry, zeros, zipped
from tests.hostile.model import EMAIL, Hostile, said

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_REL = '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
LOG = said(mapping="enquiry_log")
ORDERS = said(mapping="order_ledger")
HEAD = ("订单号", "询盘编号", "下单日期", "类型", "币种", "金额", "客户邮箱")


def sheet(rows: str, dimension: str = "") -> str:
    told = f'<dimension ref="{dimension}"/>' if dimension else ""
    return f"<worksheet {_MAIN}>{told}<sheetData>{rows}</sheetData></worksheet>"


def cells(*texts: str, row: int = 1) -> str:
    inside = "".join(
        f'<c r="{chr(65 + n)}{row}" t="inlineStr"><is><t>{text}</t></is></c>' for n, text in enumerate(texts)
    )
    return f'<row r="{row}">{inside}</row>'


HEADER = cells(*HEAD)
ORDER = cells("PI-1", "HY-1", "2027-03-09", "大货", "USD", "1500.00", EMAIL, row=2)


def book(
    sheet_xml: str | bytes, extra: Mapping[str, str | bytes] | None = None, name: str = "Sheet1"
) -> bytes:
    workbook = f'<workbook {_MAIN}><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format(_REL.format("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": _RELS.format(
            _REL.format("rId1", "worksheet", "worksheets/sheet1.xml")
            + _REL.format("rId2", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    return zipped(
        [
            (key, value.encode() if isinstance(value, str) else value)
            for key, value in {**parts, **(extra or {})}.items()
        ]
    )


def dimensions(_: random.Random) -> Iterator[Hostile]:
    for ref in ("A1:XFD1048576", "A1:ZZZZZZ99999999999", "XFD1048576:A1", "A0:B0", "-1", "", "A1:G2:H9"):
        yield Hostile(f"says {ref}", "orders.xlsx", book(sheet(HEADER + ORDER, ref)), ORDERS)
    for place in (
        "XFD1048576",
        "A1048576",
        "XFD1",
        "A4294967296",
        "AAAAAAAA1",
        "A0",
        "1A",
        "A-1",
        "ZZZZ99999999",
    ):
        far = f'<row><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row>'
        yield Hostile(f"a cell at {place}", "orders.xlsx", book(sheet(HEADER + ORDER + far)), ORDERS)
        yield Hostile(f"a cell at {place} and no more", "far.xlsx", book(sheet(far)))
    corners = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 1_048_577, 20_000))
    yield Hostile("a filled last column", "wide.xlsx", book(sheet(HEADER + corners)), ORDERS)
    wide = "".join(f"<c><v>{n}</v></c>" for n in range(200_000))
    yield Hostile("200,000 columns", "wide.xlsx", book(sheet(f"<row>{wide}</row>")), ORDERS)
    rows = '<row r="2"><c r="A2"><v>1</v></c></row>' * 300_000
    yield Hostile("one row 300,000 times", "rows.xlsx", book(sheet(HEADER + rows)), ORDERS)
    long_rows = "<row><c><v>1</v></c></row>" * 1_200_000
    yield Hostile("more rows than Excel has", "rows.xlsx", book(sheet(HEADER + long_rows)), ORDERS)


def long_text(megabytes: int) -> bytes:
    text = f"<sst {_MAIN}><si><t>".encode() + b"a" * (megabytes << 20) + b"</t></si></sst>"
    return book(
        sheet(HEADER + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'), {"xl/sharedStrings.xml": text}
    )


def bombs(_: random.Random) -> Iterator[Hostile]:
    for megabytes in (19, 90, 220):
        yield Hostile(
            f"a shared text of {megabytes} MB", "orders.xlsx", partial(long_text, megabytes), ORDERS
        )
    shared = {"xl/sharedStrings.xml": f"<sst {_MAIN}><si><t>{'x' * 32_000}</t></si></sst>"}
    used = '<row><c t="s"><v>0</v></c></row>' * 60_000
    yield Hostile("32,000 letters 60,000 times", "orders.xlsx", book(sheet(HEADER + used), shared), ORDERS)
    many = {"xl/sharedStrings.xml": f"<sst {_MAIN}>{'<si><t/></si>' * 1_000_000}</sst>"}
    yield Hostile("a million empty texts", "orders.xlsx", book(sheet(HEADER), many), ORDERS)
    yield Hostile(
        "a text that is not there",
        "orders.xlsx",
        book(sheet('<row><c t="s"><v>999999999999</v></c></row>')),
        ORDERS,
    )
    formats = '<xf numFmtId="14"/>' * 500_000
    styles = {"xl/styles.xml": f"<styleSheet {_MAIN}><cellXfs>{formats}</cellXfs></styleSheet>"}
    yield Hostile("half a million styles", "orders.xlsx", book(sheet(HEADER), styles), ORDERS)
    deep = "<a>" * 500_000
    yield Hostile("half a million levels", "orders.xlsx", book(f"<worksheet {_MAIN}>{deep}"), ORDERS)
    yield Hostile("zeros for a sheet", "orders.xlsx", book(bytes(19_000_000)), ORDERS)
    yield Hostile(
        "a part of 3 GB", "orders.xlsx", entry(b"[Content_Types].xml", zeros(1 << 20), 3 << 30), ORDERS
    )
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(2, 3_000))
    merged = f"<worksheet {_MAIN}><sheetData>{HEADER + ORDER}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
    yield Hostile("cells merged over everything", "orders.xlsx", book(merged), ORDERS)
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 5_000))
    yield Hostile(
        "5,000 sheets over one",
        "orders.xlsx",
        book(
            sheet(HEADER + ORDER),
            {"xl/workbook.xml": f"<workbook {_MAIN}><sheets>{sheets}</sheets></workbook>"},
        ),
        ORDERS,
    )


def entities(_: random.Random) -> Iterator[Hostile]:
    levels = ["ha", *(f"&l{n};" * 10 for n in range(11))]
    laughs = "".join(f'<!ENTITY l{n} "{inside}">' for n, inside in enumerate(levels))
    outside = '<!ENTITY l11 SYSTEM "file:///etc/passwd">'
    for label, inside in (
        ("laughs", laughs),
        ("a file", outside),
        ("an address", outside.replace("file:///etc/passwd", "http://127.0.0.1:9/")),
    ):
        document = f"<!DOCTYPE x [{inside}]>"
        body = cells("&l11;", "&l11;", row=2)
        yield Hostile(
            f"entities: {label} in a sheet", "orders.xlsx", book(document + sheet(HEADER + body)), ORDERS
        )
        strings = f"{document}<sst {_MAIN}><si><t>&l11;</t></si></sst>"
        yield Hostile(
            f"entities: {label} in the texts",
            "orders.xlsx",
            book(sheet(HEADER + '<row><c t="s"><v>0</v></c></row>'), {"xl/sharedStrings.xml": strings}),
            ORDERS,
        )
        yield Hostile(
            f"entities: {label} in the workbook",
            "orders.xlsx",
            book(
                sheet(HEADER),
                {
                    "xl/workbook.xml": f'{document}<workbook {_MAIN}><sheets><sheet name="&l11;" sheetId="1" r:id="rId1"/></sheets></workbook>'
                },
            ),
            ORDERS,
        )
    links = {
        "xl/externalLinks/externalLink1.xml": f'<externalLink {_MAIN}><externalBook r:id="rId1"/></externalLink>'
    }
    yield Hostile("a link to another book", "orders.xlsx", book(sheet(HEADER + ORDER), links), ORDERS)


def contents(_: random.Random) -> Iterator[Hostile]:
    values = (
        "1e308", "1e999", "-1e999", "NaN", "inf", "", "9" * 5_000, "1e-400", "0x10", "-0", "２０２７", "2958466", "-1", "1e15", "abc",
    )  # fmt: skip
    for value in values:
        for style, kind in (("", "n"), ("", "d"), ("", "b"), ("", "e"), ("", "s"), (' s="1"', "n")):
            row = f'<row r="2"><c r="A2"{style} t="{kind}"><v>{value}</v></c><c r="C2"{style} t="{kind}"><v>{value}</v></c><c r="F2" t="{kind}"><v>{value}</v></c></row>'
            styles = {
                "xl/styles.xml": f'<styleSheet {_MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>'
            }
            if (kind, style) in (("n", ""), ("d", ""), ("n", ' s="1"')) or value in ("NaN", "abc", ""):
                yield Hostile(
                    f"{value[:9]!r} as {kind}{style}",
                    "orders.xlsx",
                    book(sheet(HEADER + row), styles),
                    ORDERS,
                )
    formula = '<row r="2"><c r="A2"><f>cmd|\'/C calc\'!A0</f><v>1</v></c><c r="F2" t="str"><f>HYPERLINK("http://x.example")</f><v>=1+1</v></c></row>'
    yield Hostile("formulas", "orders.xlsx", book(sheet(HEADER + formula)), ORDERS)
    for name in (
        "'; DROP TABLE orders; --",
        "=1+1",
        "&lt;script&gt;",
        "../../x",
        "a" * 40_000,
        "&#x202e;",
        EMAIL,
    ):
        yield Hostile(
            f"a sheet named {name[:20]}", "orders.xlsx", book(sheet(HEADER + ORDER), name=name), ORDERS
        )


def broken(chance: random.Random) -> Iterator[Hostile]:
    whole = template_bytes("order_ledger", "zh")
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for missing in parts:
        yield Hostile(
            f"without {missing}",
            "orders.xlsx",
            zipped([(k, v) for k, v in parts.items() if k != missing]),
            ORDERS,
        )
        yield Hostile(
            f"{missing} empty",
            "orders.xlsx",
            zipped([(k, b"" if k == missing else v) for k, v in parts.items()]),
            ORDERS,
        )
        yield Hostile(
            f"{missing} cut",
            "orders.xlsx",
            zipped([(k, v[: len(v) // 2] if k == missing else v) for k, v in parts.items()]),
            ORDERS,
        )
    for target in (
        "../../../../etc/passwd",
        "/etc/passwd",
        "workbook.xml",
        "_rels/workbook.xml.rels",
        "http://127.0.0.1:9/",
        "",
    ):
        rels = _RELS.format(_REL.format("rId1", "worksheet", target))
        yield Hostile(
            f"a sheet at {target}",
            "orders.xlsx",
            book(sheet(HEADER), {"xl/_rels/workbook.xml.rels": rels}),
            ORDERS,
        )
    for _ in range(10):
        at = chance.randrange(len(whole))
        yield Hostile(
            f"byte {at} changed",
            "orders.xlsx",
            whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :],
            ORDERS,
        )


def other_formats(chance: random.Random) -> Iterator[Hostile]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    for count in (0, 8, 504, 5_000):
        yield Hostile(
            f"an old book of {count} bytes of noise", "orders.xls", ole + chance.randbytes(count), ORDERS
        )
    cycle = (
        ole
        + bytes(16)
        + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
        + bytes(10)
        + b"\x01\x00\x00\x00" * 9
        + b"\x00" * 436
    )
    yield Hostile(
        "an old book whose sectors run in a circle", "orders.xls", cycle + b"\x00\x00\x00\x00" * 256, ORDERS
    )
    for rows, columns in ((1, 10**9), (10**9, 1), (1_048_576, 16_384), (10**30, 1)):
        cell = f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
        content = (
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            f'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="x">{cell}</table:table></office:spreadsheet></office:body></office:document-content>'
        )
        parts = [
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content.encode()),
            ("META-INF/manifest.xml", b"<manifest/>"),
        ]
        yield Hostile(
            f"a cell {rows} × {columns} times", "orders.ods", zipped(parts, zipfile.ZIP_STORED), ORDERS
        )
    binary = [
        ("[Content_Types].xml", _TYPES.encode()),
        ("xl/workbook.bin", chance.randbytes(900)),
        ("_rels/.rels", _RELS.format("").encode()),
    ]
    yield Hostile("a binary book of noise", "orders.xlsb", zipped(binary), ORDERS)
