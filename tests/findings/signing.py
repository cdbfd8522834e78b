"""Two parties with keys of their own, a contract, an amendment, and who signed what; all in memory."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assay.core.contract.amendment import load_amended, read_amendment
from assay.core.contract.load import load_contract
from assay.core.contract.public_key import PublicKey
from assay.core.contract.signature_file import Draft, Subject
from assay.core.findings import Finding
from assay.services.signing import check_files
from assay.signing.ed25519 import SigningKey
from tests.findings.causing import good_text

SIGNED_AT = datetime(2027, 2, 20, 1, tzinfo=UTC)
AMEND = "amend: {needs: both_sign, effective: next_period_start, signatures: required}\n"


@dataclass(frozen=True)
class Person:
    """Someone who signs, with a key that is the same in every run."""

    party: str
    name: str
    seed: int

    @property
    def secret(self) -> SigningKey:
        return SigningKey(Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32))

    @property
    def key(self) -> PublicKey:
        return PublicKey(self.party, self.name, self.secret.public_bytes)

    def sign(self, subject: Subject) -> str:
        """The text of a signature file."""
        draft = Draft(subject, self.key, SIGNED_AT)
        return draft.text(self.secret.sign(draft.message))


WANG = Person("buyer", "王芳", 1)
LI = Person("vendor", "李强", 2)
STRANGER = Person("buyer", "陌生人", 3)


def contract_text(*, required: bool = False, buyer: str = "", vendor: str = "") -> str:
    """The good contract, with what it says about signatures; ``buyer`` and ``vendor`` are lists of pins."""
    text = good_text("contract.yaml")
    for party, pins in (("buyer", buyer), ("vendor", vendor)):
        if pins:
            text, times = re.subn(rf"(?m)^(  {party}: \{{[^}}]*)\}}", rf"\1, keys: [{pins}]}}", text)
            assert times == 1
    return text + (AMEND if required else "")


def amendment_text(contract: str) -> str:
    """The good amendment over a contract, whose digest it names."""
    loaded, findings = load_contract(contract, "contract.yaml")
    assert loaded is not None, findings
    good = good_text("amendment.yaml")
    return good.replace('version: "1.0.0"}', f'version: "1.0.0", digest: {loaded.digest}}}')


def subject_of(amendment: str) -> Subject:
    read, findings = read_amendment(amendment, "amendment.yaml")
    assert read is not None, findings
    return read.subject


def findings_with(contract: str, amendment: str, signatures: dict[str, str]) -> tuple[Finding, ...]:
    """All findings of a contract with an amendment and signature files (name → text)."""
    checked, unread = check_files([(text, name) for name, text in signatures.items()])
    _, findings = load_amended(contract, "contract.yaml", [(amendment, "amendment.yaml")], checked)
    return (*unread, *findings)
