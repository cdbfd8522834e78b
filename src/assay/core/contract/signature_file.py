"""A detached signature: one party's file beside a contract or an amendment, and the bytes that it signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assay.core.contract.document import canonical_bytes, read_document
from assay.core.contract.public_key import PublicKey, base64_text, lines_of, read_bytes, read_key_fields
from assay.core.contract.reader import Reader
from assay.core.findings import Finding, Place

SIGNATURE_BYTES = 64
KINDS = ("contract", "amendment")
_PURPOSE = b"assay/signature/v1\n"
"""Opens every signed message, so that a signature of ours can be taken for nothing else."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is signed: ``contract`` or ``amendment``, the contract's id, the version that it makes, its digest."""

    what: str
    id: str
    version: str
    digest: str

    def names_same(self, other: Subject) -> bool:
        """Whether both name the same document, whatever its text."""
        return (self.what, self.id, self.version) == (other.what, other.id, other.version)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as its file states it; nothing here says that it holds.

    Attributes:
        signed_at: What the signer's clock said.
        message: The bytes that were signed: purpose, and every other field of the file in canonical JSON.
    """

    subject: Subject
    key: PublicKey
    signed_at: datetime
    signature: bytes
    message: bytes
    place: Place


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """A signature and whether the arithmetic holds: its key signed its message."""

    signature: Signature
    holds: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A signature file but for the signature."""

    subject: Subject
    key: PublicKey
    signed_at: datetime

    @property
    def fields(self) -> Mapping[str, str]:
        """Every field of the file but the signature."""
        return {
            "assay": "signature/v1",
            "what": self.subject.what,
            "id": self.subject.id,
            "version": self.subject.version,
            "digest": self.subject.digest,
            "party": self.key.party,
            "name": self.key.name,
            "key_id": self.key.key_id,
            "public_key": base64_text(self.key.key),
            "signed_at": self.signed_at.isoformat(timespec="seconds"),
        }

    @property
    def message(self) -> bytes:
        """The bytes to sign."""
        return message_of(self.fields)

    def text(self, signature: bytes) -> str:
        """The file, with the signature over :attr:`message`."""
        return lines_of({**self.fields, "signature": base64_text(signature)})


def message_of(fields: Mapping[str, object]) -> bytes:
    """What a signature file signs: the purpose, then all of its fields but the signature."""
    return _PURPOSE + canonical_bytes({name: value for name, value in fields.items() if name != "signature"})


def read_signature(text: str, file: str) -> tuple[Signature | None, tuple[Finding, ...]]:
    """Read a signature file; the signature, or None with the findings."""
    tree = read_document(text, file)
    if isinstance(tree, Finding):
        return None, (tree,)
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    reader.choice("assay", ("signature/v1",))
    plain = tree.plain()
    signature = Signature(
        subject=Subject(
            what=reader.choice("what", KINDS),
            id=reader.text("id"),
            version=reader.text("version"),
            digest=reader.text("digest"),
        ),
        key=read_key_fields(reader),
        signed_at=reader.instant("signed_at"),
        signature=read_bytes(reader, "signature", SIGNATURE_BYTES),
        message=message_of(plain if isinstance(plain, dict) else {}),
        place=reader.place,
    )
    reader.close()
    return (None if findings else signature), tuple(findings)
