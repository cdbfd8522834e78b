"""Mails, chats and bodies of webhooks that nest, lie, repeat and break off."""

import base64
import json
import random
from collections.abc import Iterator

from tests.hostile.model import EMAIL, PHONE, Hostile, said

HEAD = f"Message-ID: <m@kunde.example>\nDate: Fri, 5 Mar 2027 09:14:07 +0100\nFrom: {EMAIL}\nTo: a@lumora.example\n"
MAIL = said(format_id="email_messages")
CHAT = said(account="whatsapp/Li Na")
CHAT_NAME = "WhatsApp Chat with +1 212-555-0141.txt"


def mail(label: str, text: str | bytes, name: str = "m.eml") -> Hostile:
    return Hostile(
        label, name, text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"), MAIL
    )


def parts(depth: int, *, kind: str = "mixed") -> str:
    opened = "".join(f"Content-Type: multipart/{kind}; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return (
        HEAD
        + opened
        + "Content-Type: text/plain\n\nhello\n"
        + "".join(f"--b{n}--\n" for n in reversed(range(depth)))
    )


def deep_mails(_: random.Random) -> Iterator[Hostile]:
    for depth in (50, 500, 3_000, 10_000):
        yield mail(f"{depth} parts in each other", parts(depth))
        yield mail(f"{depth} alternatives in each other", parts(depth, kind="alternative"))
        wrapped = HEAD + "Content-Type: message/rfc822\n\n"
        yield mail(f"{depth} mails in each other", wrapped * depth + "\nhello\n")
    yield mail(
        "100,000 parts beside each other",
        HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 100_000 + "--b--\n",
    )
    yield mail(
        "one boundary for all levels", HEAD + "Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 3_000
    )
    yield mail("comments in each other", f"{HEAD}Received: {'(' * 100_000}\n\nx")
    yield mail("groups in an address", f"{HEAD}Cc: {'a:' * 50_000}\n\nx")


def mail_heads(_: random.Random) -> Iterator[Hostile]:
    big = "x" * 5_000_000
    yield mail("a header of 5 MB", f"{HEAD}X-Big: {big}\n\nx")
    yield mail("a subject folded 200,000 times", f"{HEAD}Subject: {chr(10).join([' x'] * 200_000)}\n\nx")
    yield mail("200,000 headers", HEAD + "".join(f"X-{n}: y\n" for n in range(200_000)) + "\nx")
    yield mail(
        "a boundary of 1 MB",
        f"{HEAD}Content-Type: multipart/mixed; boundary={'b' * 1_000_000}\n\n--{'b' * 1_000_000}\n\nx",
    )
    yield mail("a boundary of nothing", f'{HEAD}Content-Type: multipart/mixed; boundary=""\n\n--\n\nx')
    word = "=?utf-8?q?" + "=41" * 20 + "?= "
    for header in ("Subject", "From", "To", "Message-ID", "Date"):
        yield mail(f"30,000 encoded words in {header}", f"{header}: {word * 30_000}\n{HEAD}\nx")
        yield mail(
            f"an encoded word without end in {header}", f"{header}: =?utf-8?b?{'QUFB' * 100_000}\n{HEAD}\nx"
        )
        yield mail(
            f"a charset of none in {header}",
            f"{header}: =?{'x' * 90}?q?a?= =?zlib_codec?b?eJwDAAAAAAE=?= =?idna?q?a?= =?undefined?q?a?=\n{HEAD}\nx",
        )
        yield mail(f"{header} of half a pair", f"{header}: \ud800\udc00 \x00 \x1b[2J\n{HEAD}\nx")
        yield mail(f"{header} empty twice", f"{header}:\n{header}:\n{HEAD}\nx")
    yield mail("100,000 receivers", f"{HEAD}Cc: {', '.join(f'a{n}@x.example' for n in range(100_000))}\n\nx")
    yield mail("an address of 1 MB", f"From: {'a' * 500_000}@{'b' * 500_000}\n{HEAD}\nx")
    yield mail("quotes without end", 'From: "' + "\\" * 200_000 + f"\n{HEAD}\nx")
    for date in (
        "Fri, 99 Mar 99999 25:61:61 +9999",
        "0",
        "x" * 100_000,
        "1 Jan 0001 00:00 +2359",
        "31 Dec 9999 23:59 -2359",
        "Thu, 1 Jan 1970 00:00:00 " + "+0000 " * 10_000,
        "-" * 9_999,
    ):
        yield mail(f"the date {date[:20]}", f"Date: {date}\n{HEAD.replace('Date: ', 'X: ')}\nx")


def mail_bodies(_: random.Random) -> Iterator[Hostile]:
    for charset in (
        "rot13",
        "zip",
        "bz2_codec",
        "idna",
        "punycode",
        "unicode_escape",
        "undefined",
        "utf-7",
        "hex",
        "mbcs",
        "x" * 9_999,
        "../../etc",
        "utf-8\x00",
        "base64",
    ):
        yield mail(
            f"charset {charset[:20]}",
            f"{HEAD}Content-Type: text/plain; charset={charset}\n\n\\x41\\N{{BELL}}\\ud800",
        )
    for encoding in ("base64", "quoted-printable", "uuencode", "x-gzip", "binary", "8bit", "?"):
        yield mail(f"{encoding} of nothing", f"{HEAD}Content-Transfer-Encoding: {encoding}\n\n")
        yield mail(f"{encoding} of noise", f"{HEAD}Content-Transfer-Encoding: {encoding}\n\n{'=' * 100_000}")
        yield mail(
            f"{encoding} that lies",
            f"{HEAD}Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: {encoding}\n\nQUJ\xff\n=4\n=ZZ",
        )
    packed = base64.encodebytes(b"x" * 6_000_000).decode()
    yield mail("a body of 8 MB", f"{HEAD}Content-Transfer-Encoding: base64\n\n{packed}")
    yield mail("HTML of 200,000 levels", f"{HEAD}Content-Type: text/html\n\n{'<div>' * 200_000}")
    yield mail("HTML of open comments", f"{HEAD}Content-Type: text/html\n\n{'<!--' * 100_000}")


def mailboxes(_: random.Random) -> Iterator[Hostile]:
    yield mail(
        "a million From lines", "From a@x.example Fri Mar  5 08:14:07 2027\n" * 1_000_000, "inbox.mbox"
    )
    whole = f"From a@x.example Fri Mar  5 08:14:07 2027\n{HEAD}\nhello\n\n"
    yield mail("one mail 5,000 times", whole * 5_000, "inbox.mbox")
    yield mail("mails without heads", "From x\n\n\n" * 100_000, "inbox.mbox")
    yield mail(
        "From in every line of a body",
        f"From a Fri Mar  5 08:14:07 2027\n{HEAD}\n" + "From me to you\n" * 100_000,
        "inbox.mbox",
    )
    yield mail("a mailbox cut in a head", whole[:90], "inbox.mbox")
    yield mail("bare CR", whole.replace("\n", "\r"), "inbox.mbox")
    yield mail("NULs in it", whole.replace("e", "\0"), "inbox.mbox")
    yield mail("a mailbox in UTF-16", whole.encode("utf-16"), "inbox.mbox")


def json_files(_: random.Random) -> Iterator[Hostile]:
    deep = 200_000
    texts: dict[str, str] = {
        "lists in lists": "[" * deep, "objects in objects": '{"entry":' * deep, "closed lists": "[" * deep + "]" * deep,
        "an entry of lists": '{"object":"page","entry":' + "[" * 100_000 + "]" * 100_000 + "}",
        "a number of 400,000 digits": '{"object":"page","entry":[{"time":' + "9" * 400_000 + "}]}",
        "NaN": '{"object":"page","entry":[{"time":NaN,"changes":[{"field":"leadgen","value":{"leadgen_id":Infinity,"created_time":-Infinity}}]}]}',
        "1e999": '{"object":"page","entry":[{"changes":[{"field":"leadgen","value":{"leadgen_id":1e999,"created_time":1e999}}]}]}',
        "a key again and again": "{" + '"entry":[],' * 200_000 + '"object":"page"}',
        "half a pair": '{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messages":[{"id":"\\ud800","from":"\\udfff","timestamp":"1803891600","type":"\\u0000"}]}}]}]}',
        "an unfinished word": '{"object":"page","entry":tru', "a text without end": '{"object":"page","entry":"' + "x" * 3_000_000,
        "an escape without end": '{"object":"page","entry":"\\u12', "a mark in front twice": "\ufeff\ufeff{}", "a comment": '{"object":"page"/*x*/}',
        "single quotes": "{'object':'page'}", "100,000 lines of nothing": "{}\n" * 100_000, "100,000 broken lines": '{"object":"page","entry":[\n' * 100_000,
        "times out of range": '{"object":"page","entry":[{"changes":[{"field":"leadgen","value":{"leadgen_id":1,"created_time":99999999999999999999}}]}]}',
        "times below": '{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messages":[{"id":"a","from":"1","timestamp":"-99999999999999"}]}}]}]}',
        "a huge list of events": "[" + ",".join(['{"event_name":"a","event_date":"20270301","event_timestamp":"1","user_pseudo_id":"1.2","event_params":[]}'] * 8_000) + "]",
    }  # fmt: skip
    for label, text in texts.items():
        data = text.encode("utf-8", "surrogatepass")
        yield Hostile(label, "body.jsonl", data)
        for format_id in ("whatsapp_webhook", "meta_lead_webhook", "ga4_export", "pipedrive_items"):
            yield Hostile(f"{label} as {format_id}", "body.jsonl", data, said(format_id=format_id))


def wrong_types(_: random.Random) -> Iterator[Hostile]:
    """Well-formed bodies in which each value in turn is of another type."""
    bodies: dict[str, object] = {
        "whatsapp_webhook": {"object": "whatsapp_business_account", "entry": [{"id": "9", "changes": [{"field": "messages", "value": {"metadata": {"display_phone_number": PHONE}, "contacts": [{"wa_id": "12125550141", "profile": {"name": "D"}}], "messages": [{"id": "w", "from": "12125550141", "timestamp": "1803891600", "type": "text", "referral": {"ctwa_clid": "x"}}], "statuses": [{"id": "s", "status": "read", "timestamp": "1803891600", "recipient_id": "12125550141"}]}}]}]},
        "meta_lead_webhook": {"object": "page", "entry": [{"time": 1, "changes": [{"field": "leadgen", "value": {"leadgen_id": 1, "form_id": "7", "created_time": 1803891600, "field_data": [{"name": "email", "values": [EMAIL]}]}}]}]},
        "ga4_export": {"event_date": "20270301", "event_timestamp": "1803830460000000", "event_name": "page_view", "user_pseudo_id": "1.2", "event_params": [{"key": "ga_session_id", "value": {"int_value": "900"}}], "collected_traffic_source": {"manual_campaign_name": "c"}, "session_traffic_source_last_click": {"manual_campaign": {"campaign_name": "c"}}},
        "pipedrive_items": {"success": True, "data": [{"id": 1, "name": "D", "add_time": "2027-03-01 10:00:00", "email": [{"value": EMAIL, "primary": True}], "phone": [{"value": PHONE, "primary": True}], "owner_id": {"name": "L"}}]},
    }  # fmt: skip
    for format_id, body in bodies.items():
        for number, spoiled in enumerate(_spoiled(body)):
            yield Hostile(f"{format_id} spoiled {number}", "body.jsonl", spoiled, said(format_id=format_id))


def _spoiled(body: object) -> Iterator[bytes]:
    """One file for each value of another kind: a line for every place in the body."""
    others: tuple[object, ...] = (
        None, True, -1, 10**40, 1.5, "", "x" * 9_999, [], {}, [[]], [None], {"": None},
    )  # fmt: skip
    for other in others:
        lines = [json.dumps(_replaced(body, path, other)) for path in _paths(body)]
        yield "\n".join(lines).encode()


def _paths(node: object) -> Iterator[tuple[object, ...]]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield (key,)
        yield from ((key, *rest) for rest in _paths(value))


def _replaced(node: object, path: tuple[object, ...], other: object) -> object:
    if not path:
        return other
    if isinstance(node, dict):
        return {
            key: _replaced(value, path[1:], other) if key == path[0] else value for key, value in node.items()
        }
    assert isinstance(node, list)
    return [_replaced(value, path[1:], other) if key == path[0] else value for key, value in enumerate(node)]


LOCALES = {
    "en-US": "3/18/27, 2:56 PM - ", "en-GB": "18/03/2027, 14:56 - ", "de": "18.03.27, 14:56 - ", "zh": "2027/3/18 下午2:56 - ", "zh-ios": "[2027/3/18 下午2:56:10] ", "fr": "18/03/2027 à 14:56 - ",
    "es": "18/3/27 14:56 - ", "pt": "18/03/27 14:56 - ", "it": "18/03/27, 14:56 - ", "ru": "18.03.2027, 14:56 - ", "nl": "18-03-2027 14:56 - ", "sv": "2027-03-18 14:56 - ", "tr": "18.03.2027 14:56 - ",
    "ar": "١٨\u200f/٣\u200f/٢٠٢٧، ٢:٥٦ م - ", "fa": "۱۴۰۵/۱۲/۲۷،\u200f ۱۴:۵۶ - ", "he": "18.3.2027, 14:56 - ", "hi": "18/03/27, 2:56 pm - ", "ja": "2027/03/18 14:56 - ", "ko": "2027. 3. 18. 오후 2:56, ",
    "th": "18/3/2570 14:56 - ", "vi": "14:56, 18/03/2027 - ", "el": "18/3/27, 2:56 μ.μ. - ", "ios-en": "[3/18/27, 2:56:10 PM] ",
}  # fmt: skip


def chats(chance: random.Random) -> Iterator[Hostile]:
    for locale, stamp in LOCALES.items():
        line = f"{stamp}+1 212-555-0141: hello {EMAIL}\n"
        ours = f"{stamp}Li Na: hi\n"
        broken = [
            line.replace(":", "", 1), stamp + "\n", stamp[: len(stamp) // 2] + "\n", f"{stamp}: \n", f"{stamp}no colon\n", "\u202e" + line, line.replace(" ", "\u00a0"),
            f"{stamp}{'x' * 20_000}: y\n", stamp * 200 + "\n", f"{stamp}+1 212-555-0141: {stamp}Li Na: {stamp}\n", "\0" if chance.random() < 0 else "\x1c\n",
        ]  # fmt: skip
        chance.shuffle(broken)
        yield Hostile(
            f"{locale} with broken lines", CHAT_NAME, "".join([line, *broken, ours, line]).encode(), CHAT
        )
        yield Hostile(
            f"{locale} with broken lines, named",
            CHAT_NAME,
            "".join([*broken, line, ours]).encode(),
            said(account="whatsapp/Li Na", format_id="whatsapp_chat"),
        )
        yield Hostile(
            f"{locale} of digits",
            CHAT_NAME,
            "".join(
                "".join(str(chance.randrange(10)) if sign.isdigit() else sign for sign in line)
                for _ in range(40)
            ).encode(),
            CHAT,
        )


def chat_bombs(_: random.Random) -> Iterator[Hostile]:
    stamp = LOCALES["en-GB"]
    chat = said(account="whatsapp/Li Na", format_id="whatsapp_chat")
    yield Hostile(
        "10,000 people", CHAT_NAME, "".join(f"{stamp}P{n}: x\n" for n in range(10_000)).encode(), chat
    )
    yield Hostile("a message of 5 MB", CHAT_NAME, f"{stamp}Li Na: {'x' * 5_000_000}\n".encode(), chat)
    yield Hostile(
        "200,000 lines below a message", CHAT_NAME, f"{stamp}Li Na: a\n".encode() + b"b\n" * 200_000, chat
    )
    yield Hostile(
        "40,000 messages", CHAT_NAME, f"{stamp}Li Na: a\n{stamp}+1 212-555-0141: b\n".encode() * 20_000, chat
    )
    yield Hostile("unseen marks only", CHAT_NAME, ("\u200e\u202a\u200f" * 300_000).encode(), chat)
    yield Hostile("digits only", CHAT_NAME, b"1/" * 500_000, chat)
    yield Hostile("stamps only", CHAT_NAME, stamp.encode() * 20_000, chat)
    for day in ("0/0/0", "99/99/9999", "31/02/2027", "1/1/0001", "31/12/9999", "１/１/２０２７"):
        yield Hostile(
            f"the day {day}",
            CHAT_NAME,
            f"{day}, 14:56 - Li Na: a\n{day}, 25:99 - +1 212-555-0141: b\n".encode(),
            chat,
        )
