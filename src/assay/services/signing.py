"""Keys and signatures: make a key, sign a contract or an amendment, say which signatures hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assay.core.contract.amendment import load_amended, read_amendment
from assay.core.contract.document import Tree, read_document
from assay.core.contract.load import load_contract
from assay.core.contract.public_key import PublicKey, public_key_text, read_public_key
from assay.core.contract.signature_file import CheckedSignature, Draft, Signature, Subject, read_signature
from assay.core.contract.signatures import Signable, check_signatures, signing_terms
from assay.core.findings import Finding, FindingsError, Place, Severity, has_errors
from assay.signing.ed25519 import (
    NotAPrivateKeyError,
    SigningKey,
    WrongPassphraseError,
    is_encrypted,
    new_key,
    read_key,
    verifies,
)
from assay.signing.key_files import others_can_read, public_path, write_keys

Labelled = tuple[str, str]
"""The text of a file and its label in findings."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that can sign, and what its public file says about it."""

    secret: SigningKey
    public: PublicKey


@dataclass(frozen=True, slots=True)
class ToSign:
    """A document with what it is read against.

    Attributes:
        document: The contract or the amendment that is signed.
        contract: The contract that is amended; None when the document is a contract.
        amendments: The amendments that are in force before the document.
        signatures: Those that exist already.
    """

    document: Labelled
    contract: Labelled | None = None
    amendments: Sequence[Labelled] = ()
    signatures: Sequence[CheckedSignature] = ()


def make_key(path: Path, *, party: str, name: str, passphrase: str = "") -> PublicKey:
    """Write a new private key, and its public key beside it.

    Raises:
        FindingsError: The name cannot be written in a line, or a file is there already.
    """
    if not name.strip() or not name.isprintable():
        raise FindingsError([Finding("signature.bad_name")])
    for target in (path, public_path(path)):
        if target.exists():
            raise FindingsError([Finding("cli.file_exists", params={"found": target.name})])
    secret = new_key()
    public = PublicKey(party, name.strip(), secret.public_bytes)
    write_keys(path, secret.pem(passphrase), public_key_text(public))
    return public


def public_file_of(path: Path) -> Path:
    """The public key file: the file itself, or the one beside a private key."""
    return path if path.suffix == ".pub" else public_path(path)


def public_key_of(labelled: Labelled) -> PublicKey:
    """The public key of a file.

    Raises:
        FindingsError: The file is something else.
    """
    key, findings = read_public_key(*labelled)
    if key is None:
        raise FindingsError(findings)
    return key


def needs_passphrase(private: Path) -> bool:
    """Whether the private key is encrypted."""
    return is_encrypted(private.read_bytes())


def signer_of(private: Path, public: PublicKey, passphrase: str) -> tuple[Signer, tuple[Finding, ...]]:
    """Open a private key; and a warning when others can read its file.

    Raises:
        FindingsError: It is no key, the passphrase is wrong, or the public file belongs to another key.
    """
    place = Place(private.name)
    try:
        secret = read_key(private.read_bytes(), passphrase)
    except NotAPrivateKeyError:
        raise FindingsError([Finding("signature.not_a_key", place)]) from None
    except WrongPassphraseError:
        raise FindingsError([Finding("signature.wrong_passphrase", place)]) from None
    if secret.public_bytes != public.key:
        found = {"found": public_path(private).name}
        raise FindingsError([Finding("signature.other_public_key", place, found)])
    notes = (
        [Finding("signature.key_open", place, severity=Severity.WARNING)] if others_can_read(private) else []
    )
    return Signer(secret, public), tuple(notes)


def check_files(files: Sequence[Labelled]) -> tuple[tuple[CheckedSignature, ...], tuple[Finding, ...]]:
    """Read signature files and do their arithmetic; those that cannot be read are findings."""
    read = [read_signature(*labelled) for labelled in files]
    checked = tuple(_checked(signature) for signature, _ in read if signature is not None)
    return checked, tuple(finding for _, found in read for finding in found)


def _checked(signature: Signature) -> CheckedSignature:
    return CheckedSignature(signature, verifies(signature.key.key, signature.message, signature.signature))


def sign(what: ToSign, signer: Signer, signed_at: datetime) -> tuple[Subject, str]:
    """Sign a contract or an amendment.

    Everything is checked as it will be by whoever reads the signature: nothing is signed that does not fit.

    Returns:
        What was signed, and the text of the signature file.

    Raises:
        FindingsError: The document, its base or the signature would be refused.
    """
    text, file = what.document
    subject = _signable(what.document).subject
    draft = Draft(subject, signer.public, signed_at)
    written = draft.text(signer.secret.sign(draft.message))
    checked, findings = check_files([(written, f"{file}.{signer.public.party}.sig")])
    signatures = [*what.signatures, *checked]
    if subject.what == "contract":
        _, found = load_amended(text, file, (), signatures)
    elif what.contract is None:
        raise FindingsError([Finding("signature.contract_needed", Place(file))])
    else:
        _, found = load_amended(*what.contract, [*what.amendments, what.document], signatures)
    problems = [
        item for item in (*findings, *found) if has_errors([item]) and not _awaits(item, file, signer.public)
    ]
    if problems:
        raise FindingsError(problems)
    return subject, written


def _awaits(finding: Finding, file: str, signer: PublicKey) -> bool:
    """Whether it only says that the other party has yet to sign this document."""
    missing = finding.code == "signature.missing" and finding.place.file == file
    return missing and finding.params["signer"] != signer.party


def check_document(document: Labelled, files: Sequence[Labelled]) -> tuple[Subject, tuple[Finding, ...]]:
    """One document with its signatures; an amendment by itself pins no keys and requires nothing.

    Raises:
        FindingsError: The document cannot be read.
    """
    signable = _signable(document)
    checked, findings = check_files(files)
    return signable.subject, (*findings, *check_signatures([signable], checked))


def _signable(document: Labelled) -> Signable:
    text, file = document
    tree = read_document(text, file)
    if isinstance(tree, Finding):
        raise FindingsError([tree])
    if _kind(tree) == "amendment/v1":
        amendment, findings = read_amendment(text, file)
        if amendment is None:
            raise FindingsError(findings)
        return Signable(amendment.subject, None, amendment.place)
    contract, findings = load_contract(text, file)
    if contract is None:
        raise FindingsError(findings)
    subject = Subject("contract", contract.id, contract.version, contract.digest)
    return Signable(subject, signing_terms(tree, file)[0], Place(file), contract.term.zone)


def _kind(tree: Tree) -> object:
    plain = tree.plain()
    return plain.get("assay") if isinstance(plain, dict) else None
