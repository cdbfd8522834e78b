"""A party's public key as a file that a person can read, and the digits by which two people compare it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from assay.core.contract.document import read_document
from assay.core.contract.reader import Reader
from assay.core.findings import Finding

KEY_BYTES = 32
KEY_ID_DIGITS = 16
SIGNERS = ("buyer", "vendor")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key (32 bytes) with the party and the person that it says it belongs to."""

    party: str
    name: str
    key: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key, 64 hex digits."""
        return hashlib.sha256(self.key).hexdigest()

    @property
    def key_id(self) -> str:
        """The first 16 digits of the fingerprint."""
        return self.fingerprint[:KEY_ID_DIGITS]

    def spoken(self) -> str:
        """The whole fingerprint in groups of four, as it is read out on the telephone."""
        return in_groups(self.fingerprint)


def in_groups(digits: str) -> str:
    """Digits in groups of four.

    Example:
        >>> in_groups("0123456789ab")
        '0123 4567 89ab'
    """
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def read_public_key(text: str, file: str) -> tuple[PublicKey | None, tuple[Finding, ...]]:
    """Read a public key file; the key, or None with the findings."""
    tree = read_document(text, file)
    if isinstance(tree, Finding):
        return None, (tree,)
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    reader.choice("assay", ("public-key/v1",))
    reader.choice("algorithm", ("Ed25519",))
    found = read_key_fields(reader)
    reader.close()
    return (None if findings else found), tuple(findings)


def read_key_fields(reader: Reader) -> PublicKey:
    """Party, name, key and key id of a file; the id must be that of the key."""
    key = PublicKey(
        party=reader.choice("party", SIGNERS),
        name=reader.text("name"),
        key=read_bytes(reader, "public_key", KEY_BYTES),
    )
    stated = reader.text("key_id")
    if key.key and stated != key.key_id:
        reader.report("signature.other_key_id", "key_id", found=stated, expected=key.key_id)
    return key


def read_bytes(reader: Reader, field: str, length: int) -> bytes:
    """Bytes in Base64, written in the one way that there is for them; empty after a finding."""
    written = reader.text(field)
    try:
        value = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        value = b""
    if len(value) == length and base64_text(value) == written:
        return value
    reader.report("signature.unreadable_bytes", field, length=str(length))
    return b""


def public_key_text(key: PublicKey) -> str:
    """The file of a public key."""
    fields = {
        "assay": "public-key/v1",
        "party": key.party,
        "name": key.name,
        "algorithm": "Ed25519",
        "public_key": base64_text(key.key),
        "key_id": key.key_id,
    }
    return lines_of(fields)


def lines_of(fields: Mapping[str, str]) -> str:
    """One ``field: "text"`` a line: YAML that :func:`read_document` reads back as it was."""
    return "".join(f"{name}: {json.dumps(text, ensure_ascii=False)}\n" for name, text in fields.items())


def base64_text(value: bytes) -> str:
    """Bytes in Base64."""
    return base64.b64encode(value).decode("ascii")
