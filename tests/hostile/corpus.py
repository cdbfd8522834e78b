"""The corpus: families of hostile files, each drawn from its own seed, the same bytes every time."""

import random
from collections.abc import Iterator, Mapping

from assay.sources.registry import format_ids
from tests.hostile import archives, logs, messages, tables, workbooks
from tests.hostile.model import Family, Hostile
from tests.sources.reading import FIXTURES

FAMILIES: Mapping[str, Family] = {
    "archives: ratios": archives.ratios,
    "archives: nested": archives.nested,
    "archives: members": archives.members,
    "archives: methods": archives.odd_methods,
    "archives: names": archives.member_names,
    "workbooks: dimensions": workbooks.dimensions,
    "workbooks: bombs": workbooks.bombs,
    "workbooks: entities": workbooks.entities,
    "workbooks: contents": workbooks.contents,
    "workbooks: broken": workbooks.broken,
    "workbooks: other formats": workbooks.other_formats,
    "tables: encodings": tables.encodings,
    "tables: marks": tables.marks,
    "tables: NULs and breaks": tables.nuls_and_breaks,
    "tables: quotes": tables.quotes,
    "tables: shapes": tables.shapes,
    "tables: injections": tables.injections,
    "tables: many findings": tables.many_findings,
    "tables: numbers": tables.numbers,
    "tables: dates": tables.dates,
    "tables: long runs": tables.long_runs,
    "mails: deep": messages.deep_mails,
    "mails: heads": messages.mail_heads,
    "mails: bodies": messages.mail_bodies,
    "mails: boxes": messages.mailboxes,
    "JSON": messages.json_files,
    "JSON of wrong types": messages.wrong_types,
    "chats": messages.chats,
    "chats: bombs": messages.chat_bombs,
    "web logs": logs.web_logs,
    "packed": logs.packed,
    "false extensions": logs.fakes,
    "formats forced": logs.forced,
    "mappings": logs.mappings,
    "file names": logs.names,
    "known causes": logs.known_causes,
    "damaged": logs.damaged,
    "huge": tables.huge,
}

COUNTS: Mapping[str, int] = {
    "archives: ratios": 13,
    "archives: nested": 7,
    "archives: members": 27,
    "archives: methods": 18,
    "archives: names": 22,
    "workbooks: dimensions": 29,
    "workbooks: bombs": 12,
    "workbooks: entities": 10,
    "workbooks: contents": 62,
    "workbooks: broken": 46,
    "workbooks: other formats": 10,
    "tables: encodings": 39,
    "tables: marks": 19,
    "tables: NULs and breaks": 53,
    "tables: quotes": 32,
    "tables: shapes": 48,
    "tables: injections": 88,
    "tables: many findings": 12,
    "tables: numbers": 105,
    "tables: dates": 150,
    "tables: long runs": 64,
    "mails: deep": 16,
    "mails: heads": 40,
    "mails: bodies": 38,
    "mails: boxes": 8,
    "JSON": 100,
    "JSON of wrong types": 48,
    "chats": 69,
    "chats: bombs": 13,
    "web logs": 52,
    "packed": 34,
    "false extensions": 104,
    "formats forced": 7 * len(format_ids()),
    "mappings": 15,
    "file names": 84,
    "known causes": len(logs.KNOWN),
    "damaged": 10 * len(list(FIXTURES.iterdir())),
    "huge": 7,
}
"""Family → how many files it has."""


def files(family: str) -> Iterator[Hostile]:
    """The files of a family, one after the other, so that only one is held at a time."""
    return FAMILIES[family](random.Random(family))  # noqa: S311 - seeded, so that a fault can be met again
