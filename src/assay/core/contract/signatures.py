"""Who signed: signatures held against the documents they name, the keys that the contract pins, and each other.

The arithmetic is done before (:class:`CheckedSignature`); here it is judged what the signatures are worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import combinations

from assay.core.contract.document import Tree
from assay.core.contract.public_key import SIGNERS, PublicKey, in_groups
from assay.core.contract.reader import Reader
from assay.core.contract.signature_file import CheckedSignature, Signature, Subject
from assay.core.findings import Finding, Place, Severity

_PIN = re.compile(r"[0-9a-f]{16}(?:[0-9a-f]{48})?")


@dataclass(frozen=True, slots=True)
class SigningTerms:
    """What a contract says about signatures.

    Attributes:
        required: Whether an amendment without both signatures is refused.
        pins: Party → ids or whole fingerprints of its keys; a party without any has not said which keys are its own.
    """

    required: bool = False
    pins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def pinned(self, key: PublicKey, party: str) -> bool:
        """Whether the contract says that this key is the party's."""
        return any(key.fingerprint.startswith(pin) for pin in self.pins.get(party, ()))


@dataclass(frozen=True, slots=True)
class Signable:
    """A document that may be signed.

    Attributes:
        terms: Those of the text in force before it; None when nobody looked.
        zone: The contract's, in which times of signing are said.
    """

    subject: Subject
    terms: SigningTerms | None
    place: Place
    zone: tzinfo = UTC

    @property
    def must_be_signed(self) -> bool:
        """Whether both parties must sign it."""
        return self.terms is not None and self.terms.required and self.subject.what == "amendment"


def signing_terms(tree: Tree, file: str) -> tuple[SigningTerms, tuple[Finding, ...]]:
    """Read ``amend`` and ``parties.*.keys`` of a contract."""
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    amend = reader.record("amend")
    required = False
    if amend:
        amend.choice("needs", ("both_sign",), "both_sign")
        amend.choice("effective", ("next_period_start",), "next_period_start")
        required = amend.choice("signatures", ("dates", "required"), "dates") == "required"
        amend.close()
    parties = reader.record("parties")
    pins = {party: _pins(record) for party in SIGNERS if parties and (record := parties.record(party))}
    return SigningTerms(required, pins), tuple(findings)


def _pins(party: Reader) -> tuple[str, ...]:
    pins = party.texts("keys")
    for pin in pins:
        if not _PIN.fullmatch(pin):
            party.report("contract.unreadable_value", "keys", found=pin, expected="key_id")
    return pins


def check_signatures(
    documents: Sequence[Signable], checked: Sequence[CheckedSignature]
) -> tuple[Finding, ...]:
    """Hold signatures against the documents they name.

    Returns:
        An error for each signature that proves nothing and for each one that is required and missing; for the
        others a note that says who signed.
    """
    findings = [finding for item in checked for finding in _against(documents, item)]
    signatures = [item.signature for item in checked]
    for document in documents:
        own = [item for item in signatures if item.subject.names_same(document.subject)]
        findings += [*_twice(own), *_missing(document, {item.key.party for item in own})]
    return (*findings, *_same_key(signatures))


def _against(documents: Sequence[Signable], checked: CheckedSignature) -> Iterator[Finding]:
    signature = checked.signature
    place, subject, key = signature.place, signature.subject, signature.key
    if not checked.holds:
        yield Finding("signature.false", place, {"signer": key.party, "name": key.name, "key_id": key.key_id})
        return
    document = next((item for item in documents if item.subject.names_same(subject)), None)
    if document is None:
        yield Finding("signature.other_document", place, {"id": subject.id, "version": subject.version})
    elif document.subject.digest != subject.digest:
        params = {"document": document.place.file, "found": subject.digest}
        yield Finding("signature.other_text", place, params | {"expected": document.subject.digest})
    else:
        yield _of_key(document, signature)


def _of_key(document: Signable, signature: Signature) -> Finding:
    """Whose key it is, by the contract."""
    key, terms, place = signature.key, document.terms, signature.place
    who = {"signer": key.party, "name": key.name, "key_id": key.key_id}
    said = who | {
        "document": document.place.file,
        "key_id": in_groups(key.key_id),
        "signed_at": signature.signed_at.astimezone(document.zone).isoformat(sep=" ", timespec="minutes"),
    }
    if terms is None:
        return Finding("signature.holds_alone", place, said, Severity.INFO)
    if any(terms.pinned(key, party) for party in SIGNERS if party != key.party):
        return Finding("signature.wrong_party", place, who)
    if terms.pinned(key, key.party):
        return Finding("signature.holds", place, said, Severity.INFO)
    if pins := terms.pins.get(key.party):
        return Finding("signature.unpinned_key", place, who | {"expected": ", ".join(pins)})
    return Finding("signature.holds_unpinned", place, said, Severity.INFO)


def _twice(signatures: Sequence[Signature]) -> Iterator[Finding]:
    """A party signs a document once."""
    for earlier, later in combinations(signatures, 2):
        if earlier.key.party == later.key.party:
            params = {"other": earlier.place.file, "signer": later.key.party}
            yield Finding("signature.twice", later.place, params)


def _same_key(signatures: Sequence[Signature]) -> Iterator[Finding]:
    """No key signs for both parties, be it on two documents."""
    for earlier, later in combinations(signatures, 2):
        if earlier.key.key == later.key.key and earlier.key.party != later.key.party:
            params = {"other": earlier.place.file, "signer": later.key.party}
            yield Finding("signature.same_key", later.place, params)


def _missing(document: Signable, signed: set[str]) -> Iterator[Finding]:
    missing = [party for party in SIGNERS if party not in signed]
    if document.must_be_signed:
        for party in missing:
            yield Finding("signature.missing", document.place, {"signer": party})
    elif document.subject.what == "amendment" and missing:
        if signed:
            yield Finding("signature.other_side", document.place, {"signer": missing[0]}, Severity.INFO)
        else:
            yield Finding("amendment.not_signed", document.place, {}, Severity.INFO)
