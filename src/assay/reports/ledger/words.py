"""What both syntaxes say of a transaction."""

from __future__ import annotations

from collections.abc import Mapping

from assay.i18n import translate
from assay.reports.ledger.journal import Entry


def narration(entry: Entry, lang: str) -> str:
    """What the transaction is, in the reader's language."""
    params = {"period": str(entry.statement.month), "version": entry.statement.version}
    return translate(lang, f"ledger.entry.{entry.kind}", params)


def metadata(entry: Entry) -> Mapping[str, str]:
    """Where the transaction comes from; the digest only where the statement has one."""
    statement = entry.statement
    told = {
        "kind": entry.kind,
        "contract": statement.contract,
        "period": str(statement.month),
        "version": statement.version,
    }
    return told | {"digest": statement.digest} if statement.digest else told
