"""One input for each finding about signatures, and its text in both languages."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from assay.core.contract.signature_file import Subject
from assay.core.findings import Severity
from assay.i18n import languages
from assay.i18n.sentences import sentence
from tests.findings.signing import (
    LI,
    STRANGER,
    WANG,
    Person,
    amendment_text,
    contract_text,
    findings_with,
    subject_of,
)

B, V = "amendment.yaml.buyer.sig", "amendment.yaml.vendor.sig"
Files = dict[str, str]


@dataclass(frozen=True)
class Case:
    """What the contract says, what is signed, and the one finding besides the notes that say who signed.

    Attributes:
        files: From what is signed to the signature files.
        said: What both sentences must name.
    """

    code: str
    files: Callable[[Subject], Files]
    contract: str
    file: str
    path: str = ""
    said: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR


def both(subject: Subject) -> Files:
    return {B: WANG.sign(subject), V: LI.sign(subject)}


def only(*people: Person) -> Callable[[Subject], Files]:
    return lambda subject: {f"amendment.yaml.{person.party}.sig": person.sign(subject) for person in people}


def over(**other: str) -> Callable[[Subject], Files]:
    """Both signed something that differs from the document in one field."""
    return lambda subject: both(subject) | {V: LI.sign(replace(subject, **other))}


def edited(old: str, new: str) -> Callable[[Subject], Files]:
    """The buyer's file with one text replaced by hand."""

    def files(subject: Subject) -> Files:
        text = WANG.sign(subject)
        assert text.count(old) == 1
        return {B: text.replace(old, new), V: LI.sign(subject)}

    return files


DATES, REQUIRED = contract_text(), contract_text(required=True)
PINNED = contract_text(buyer=WANG.key.key_id, vendor=LI.key.fingerprint)
CASES = (
    Case("signature.missing", only(WANG), REQUIRED, "amendment.yaml"),
    Case("signature.other_side", only(WANG), DATES, "amendment.yaml", severity=Severity.INFO),
    Case("amendment.not_signed", only(), DATES, "amendment.yaml", severity=Severity.INFO),
    Case("signature.false", edited("王芳", "王方"), DATES, B, said=("王方", WANG.key.key_id)),
    Case("signature.other_document", over(version="1.2.0"), DATES, V, said=("FD-2027-01", "1.2.0")),
    Case("signature.other_document", over(id="FD-2027-09"), DATES, V, said=("FD-2027-09",)),
    Case("signature.other_document", over(what="contract"), DATES, V, said=("FD-2027-01", "1.1.0")),
    Case("signature.other_text", over(digest="0" * 64), DATES, V, said=("amendment.yaml", "0" * 64)),
    Case(
        "signature.wrong_party", only(replace(LI, party="buyer")), PINNED, B, said=("李强", LI.key.key_id)
    ),
    Case("signature.unpinned_key", only(STRANGER, LI), PINNED, B, said=("陌生人", WANG.key.key_id)),
    Case(
        "signature.twice",
        lambda subject: both(subject) | {"again.sig": STRANGER.sign(subject)},
        DATES,
        "again.sig",
        said=(B,),
    ),
    Case("signature.same_key", only(WANG, replace(WANG, party="vendor")), DATES, V, said=(B,)),
    Case(
        "signature.other_key_id",
        edited(f'key_id: "{WANG.key.key_id}"', f'key_id: "{LI.key.key_id}"'),
        DATES,
        B,
        "key_id",
        said=(WANG.key.key_id, LI.key.key_id),
    ),
    Case("signature.unreadable_bytes", edited('=="', '="'), DATES, B, "signature", said=("64",)),
    Case("contract.unknown_word", edited('party: "buyer"', 'party: "agency"'), DATES, B, "party"),
    Case("contract.unknown_field", edited("party:", 'court: "none"\nparty:'), DATES, B, "court"),
)  # fmt: skip
NOTES = {"signature.holds", "signature.holds_unpinned"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{CASES.index(case)}")
@pytest.mark.parametrize("lang", languages())
def test_the_input_causes_its_finding(case: Case, lang: str) -> None:
    amendment = amendment_text(case.contract)
    found = findings_with(case.contract, amendment, case.files(subject_of(amendment)))
    expected = [finding for finding in found if finding.code == case.code]
    assert [(finding.place.file, finding.place.path) for finding in expected] == [(case.file, case.path)]
    assert expected[0].severity is case.severity
    text = sentence(lang, expected[0])
    assert [said for said in case.said if said not in text] == []
    others = {finding.code for finding in found} - NOTES - {case.code}
    assert others <= {"signature.other_side"}  # what is left without a good signature


def test_two_good_signatures_with_pinned_keys_are_notes() -> None:
    amendment = amendment_text(PINNED)
    found = findings_with(PINNED, amendment, both(subject_of(amendment)))
    assert [(item.code, item.severity) for item in found] == [("signature.holds", Severity.INFO)] * 2
    assert sentence("en", found[0]) == (
        "amendment.yaml was signed by the buyer, 王芳, at 2027-02-20 09:00+08:00 with key 3475 0f98 bd59 fcfc"
        " (the key that the contract names)."
    )


@pytest.mark.parametrize("signed", [(), (WANG,)], ids=["nobody", "the buyer"])
def test_an_amendment_to_be_signed_names_its_base(signed: tuple[Person, ...]) -> None:
    contract = DATES if signed else REQUIRED
    bound = amendment_text(contract)
    digest = bound.partition("digest: ")[2].partition("}")[0]
    loose = bound.replace(f", digest: {digest}", "")
    found = findings_with(contract, loose, only(*signed)(subject_of(loose)))
    needed = next(item for item in found if item.code == "amendment.base_digest_needed")
    assert (needed.place.path, needed.params) == ("contract", {"expected": digest})


@pytest.mark.parametrize(
    "pins", ["ABCDEF0123456789", "34750f98bd59fcf", "34750f98bd59fcfc9", '"3475 0f98 bd59 fcfc"']
)
def test_a_pin_is_an_id_or_a_whole_fingerprint(pins: str) -> None:
    text = contract_text(buyer=pins)
    found = findings_with(text, amendment_text(DATES), {})
    assert [(item.code, item.place.path) for item in found] == [
        ("contract.unreadable_value", "parties.buyer.keys")
    ]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("signatures: required", "signatures: reqired", "amend.signatures"),
        ("signatures: required", "signature: required", "amend.signature"),
        ("needs: both_sign", "needs: buyer_sign", "amend.needs"),
    ],
)
def test_a_slip_in_amend_does_not_switch_signatures_off(old: str, new: str, path: str) -> None:
    found = findings_with(REQUIRED.replace(old, new), amendment_text(DATES), {})
    assert [item.place.path for item in found] == [path]
    assert found[0].severity is Severity.ERROR
