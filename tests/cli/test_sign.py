"""``keys`` and ``sign``: a pair of keys, two signatures over one digest, and what happens when anything is changed."""

import os
import random
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from assay.core.contract.document import read_document
from assay.core.contract.signature_file import read_signature
from assay.core.findings import Finding
from tests.cli.running import Ran, assay, bytes_below
from tests.docs.schema import problems
from tests.findings.causing import good_text
from tests.findings.signing import amendment_text, contract_text

AT = ("--signed-at", "2027-02-20T09:00:00+08:00")
FLIPS = 60


@dataclass(frozen=True)
class Desk:
    """A folder with a contract that wants signatures, an amendment, measurements, and the keys of both parties."""

    folder: Path

    def __truediv__(self, name: str) -> Path:
        return self.folder / name

    def new_key(self, party: str, name: str, *more: str) -> Ran:
        key = self / f"{party}.key"
        return assay("keys", "new", "--party", party, "--name", name, "--output", key, *more)

    def sign(self, party: str, document: str = "amendment.yaml", *more: object) -> Ran:
        against = () if document == "contract.yaml" else ("--contract", self / "contract.yaml")
        return assay("sign", self / document, "--key", self / f"{party}.key", *against, *AT, *more)

    def lint(self, *more: object) -> Ran:
        return assay(
            "lint", self / "contract.yaml", "--amendment", self / "amendment.yaml", "--lang", "en", *more
        )

    def write(self, name: str, text: str) -> None:
        (self / name).write_text(text, "utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.write("contract.yaml", contract_text(required=True))
    made.write("amendment.yaml", amendment_text(contract_text(required=True)))
    made.write("measurements.yaml", good_text("measurements.yaml"))
    for party, name in (("buyer", "王芳"), ("vendor", "李强")):
        assert made.new_key(party, name).exit_code == 0
    return made


@pytest.fixture
def signed(desk: Desk) -> Desk:
    """The desk once both have signed the amendment."""
    assert desk.sign("buyer").exit_code == 0
    assert desk.sign("vendor").exit_code == 0
    return desk


def fields(path: Path) -> dict[str, str]:
    tree = read_document(path.read_text("utf-8"), path.name)
    assert not isinstance(tree, Finding)
    plain = tree.plain()
    assert isinstance(plain, dict)
    return plain


def test_a_new_key_is_private_and_its_public_half_lies_beside_it(desk: Desk) -> None:
    private, public = desk / "buyer.key", fields(desk / "buyer.key.pub")
    assert private.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----\n")
    if os.name == "posix":
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert (public["party"], public["name"], public["algorithm"]) == ("buyer", "王芳", "Ed25519")
    assert problems(public, "public-key.schema.json") == []


def test_a_key_is_shown_by_either_of_its_files_in_groups_of_four(desk: Desk) -> None:
    public = fields(desk / "buyer.key.pub")
    shown = assay("keys", "show", desk / "buyer.key")
    assert shown == assay("keys", "show", desk / "buyer.key.pub")
    owner, key_id, fingerprint = shown.stdout.splitlines()
    assert owner == "甲方　王芳"
    assert public["key_id"] in key_id
    groups = fingerprint.removeprefix("指纹　　　").split(" ")
    assert [len(group) for group in groups] == [4] * 16
    assert "".join(groups)[:16] == public["key_id"]


@pytest.mark.parametrize("there", ["buyer.key", "buyer.key.pub"])
def test_no_key_is_ever_overwritten(there: str, desk: Desk) -> None:
    (desk / ({"buyer.key", "buyer.key.pub"} - {there}).pop()).unlink()
    before = bytes_below(desk.folder)
    ran = desk.new_key("buyer", "别人")
    assert (ran.exit_code, ran.codes) == (1, ["cli.file_exists"])
    assert bytes_below(desk.folder) == before


@pytest.mark.parametrize("name", ["", "  ", "王\n芳", "王\x7f芳"])
def test_a_name_fits_on_a_line(name: str, tmp_path: Path) -> None:
    ran = Desk(tmp_path).new_key("buyer", name)
    assert (ran.exit_code, ran.codes, list(tmp_path.iterdir())) == (1, ["signature.bad_name"], [])


def test_both_sign_one_digest_and_lint_says_who(signed: Desk) -> None:
    files = [fields(signed / f"amendment.yaml.{party}.sig") for party in ("buyer", "vendor")]
    assert files[0]["digest"] == files[1]["digest"]
    assert [problems(file, "signature.schema.json") for file in files] == [[], []]
    ran = signed.lint()
    assert (ran.exit_code, ran.codes) == (0, [])
    assert ran.notes == ["signature.holds_unpinned"] * 2
    lines = ran.stderr.splitlines()
    assert "signed by the buyer, 王芳, at 2027-02-20 09:00+08:00" in lines[0]
    assert "signed by the service provider, 李强, at 2027-02-20 09:00+08:00" in lines[1]


def test_who_signed_is_told_to_machines_too(signed: Desk) -> None:
    document = signed.lint("--format", "json").document
    assert problems(document, "findings.schema.json") == []
    told = [(item["code"], item["severity"], item["params"]["signer"]) for item in document["findings"]]
    assert told == [("signature.holds_unpinned", "info", party) for party in ("buyer", "vendor")]


def test_one_key_signs_for_one_party_on_all_documents(desk: Desk) -> None:
    assert desk.sign("buyer", "contract.yaml").exit_code == 0
    shutil.copy(desk / "buyer.key", desk / "vendor.key")
    desk.write("vendor.key.pub", (desk / "buyer.key.pub").read_text("utf-8").replace("buyer", "vendor"))
    assert desk.sign("vendor").codes == ["signature.same_key"]


def test_a_second_amendment_is_signed_over_the_first(signed: Desk) -> None:
    first = (signed / "amendment.yaml").read_text("utf-8")
    second = first.replace('version: "1.1.0"', 'version: "1.2.0"').replace('"1.0.0"', '"1.1.0"')
    second = second.replace("2027-03-01", "2027-04-01").replace("20%", "25%")
    signed.write("second.yaml", second)
    before = ("--amendment", signed / "amendment.yaml")
    refused = signed.sign("buyer", "second.yaml", *before, "--lang", "en")
    assert refused.codes == ["amendment.other_digest"]
    right = refused.stderr.partition("this contract has ")[2][:64]
    wrong = first.partition("digest: ")[2][:64]
    signed.write("second.yaml", second.replace(wrong, right))
    for party in ("buyer", "vendor"):
        assert signed.sign(party, "second.yaml", *before).exit_code == 0
    ran = signed.lint("--amendment", signed / "second.yaml")
    assert (ran.exit_code, ran.notes) == (0, ["signature.holds_unpinned"] * 4)
    (signed / "amendment.yaml.vendor.sig").unlink()
    assert signed.lint("--amendment", signed / "second.yaml").codes == ["signature.missing"]


def test_a_signature_says_what_it_signs(signed: Desk) -> None:
    signature, _ = read_signature((signed / "amendment.yaml.buyer.sig").read_text("utf-8"), "sig")
    assert signature is not None
    file = fields(signed / "amendment.yaml.buyer.sig")
    assert signature.message.decode() == (
        "assay/signature/v1\n"
        f'{{"assay":"signature/v1","digest":"{file["digest"]}","id":"FD-2027-01","key_id":"{file["key_id"]}",'
        f'"name":"王芳","party":"buyer","public_key":"{file["public_key"]}",'
        '"signed_at":"2027-02-20T01:00:00+00:00","version":"1.1.0","what":"amendment"}'
    )


def test_signing_leaves_the_document_as_it_is_and_signs_once(desk: Desk) -> None:
    before = (desk / "amendment.yaml").read_bytes()
    assert desk.sign("buyer").exit_code == 0
    again = desk.sign("buyer")
    assert (again.exit_code, again.codes) == (1, ["cli.file_exists"])
    assert (desk / "amendment.yaml").read_bytes() == before


def test_a_contract_that_wants_signatures_is_not_settled_without_both(desk: Desk) -> None:
    where = (desk / "contract.yaml", "--amendment", desk / "amendment.yaml")
    settle = ("settle", *where, "--measurements", desk / "measurements.yaml")
    assert assay(*settle).codes == ["signature.missing"] * 2
    desk.sign("buyer")
    ran = assay(*settle)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["signature.missing"])
    desk.sign("vendor")
    assert assay(*settle).exit_code == 0


def test_a_signature_that_lies_elsewhere_is_given_by_name(signed: Desk) -> None:
    elsewhere = signed / "from the vendor.sig"
    shutil.move(signed / "amendment.yaml.vendor.sig", elsewhere)
    assert signed.lint().codes == ["signature.missing"]
    assert signed.lint("--signature", elsewhere).exit_code == 0
    beside = signed / "amendment.yaml.buyer.sig"
    assert signed.lint("--signature", elsewhere, "--signature", beside).exit_code == 0


def test_remarks_and_layout_may_change(signed: Desk) -> None:
    text = (signed / "amendment.yaml").read_text("utf-8")
    signed.write("amendment.yaml", "# kept in the contracts folder\n" + text.replace(": ", ":   "))
    assert signed.lint().exit_code == 0


def test_any_change_of_meaning_is_noticed(signed: Desk) -> None:
    text = (signed / "amendment.yaml").read_text("utf-8")
    for old, new in (
        ("20%", "21%"),
        ("02-20", "02-19"),
        ("A wider", "a wider"),
        ("2027-03-01", "2027-04-01"),
    ):
        signed.write("amendment.yaml", text.replace(old, new))
        assert signed.lint().codes == ["signature.other_text"] * 2


@pytest.mark.parametrize("name", ["amendment.yaml", "amendment.yaml.buyer.sig", "amendment.yaml.vendor.sig"])
def test_flipping_any_bit_that_changes_what_a_file_says_is_refused(name: str, signed: Desk) -> None:
    dice = random.Random(name)  # noqa: S311  # seeded, so that a failure comes back
    good, meant = (signed / name).read_bytes(), fields(signed / name)
    for at in sorted(dice.sample(range(len(good) * 8), FLIPS)):
        bad = bytearray(good)
        bad[at // 8] ^= 1 << at % 8
        (signed / name).write_bytes(bad)
        ran = signed.lint()
        if ran.exit_code == 0:
            assert fields(signed / name) == meant
        else:
            assert ran.codes


def test_every_character_of_a_signature_counts(signed: Desk) -> None:
    path = signed / "amendment.yaml.buyer.sig"
    good, written = path.read_text("utf-8"), fields(path)["signature"]
    for at, was in enumerate(written):
        other = "B" if was == "A" else "A"
        signed.write(path.name, good.replace(written, written[:at] + other + written[at + 1 :]))
        assert signed.lint().codes[:1] in (["signature.false"], ["signature.unreadable_bytes"])


def test_a_signature_over_the_contract_is_found_beside_it_and_binds_no_amendment(desk: Desk) -> None:
    ran = desk.sign("buyer", "contract.yaml", "--lang", "en")
    assert ran.stdout == (
        "● The buyer, 王芳, signed FD-2027-01 (version 1.0.0); the signature is in contract.yaml.buyer.sig\n"
    )
    found = assay("lint", desk / "contract.yaml")
    assert (found.exit_code, found.notes) == (0, ["signature.holds_unpinned"])
    assert desk.lint().codes == ["signature.missing"] * 2


def test_an_amendment_is_signed_with_its_contract(desk: Desk) -> None:
    ran = assay("sign", desk / "amendment.yaml", "--key", desk / "buyer.key")
    assert (ran.exit_code, ran.codes) == (1, ["signature.contract_needed"])


def test_nothing_is_signed_that_does_not_fit(desk: Desk) -> None:
    text = (desk / "amendment.yaml").read_text("utf-8")
    desk.write("amendment.yaml", text.replace("clauses[C2].tolerance", "clauses[C9].tolerance"))
    assert desk.sign("buyer").codes == ["amendment.no_such_path"]
    desk.write("amendment.yaml", text.replace("digest: ", "digest: 00"))
    assert desk.sign("buyer").codes == ["amendment.other_digest"]
    desk.write("contract.yaml", "assay: v1\n")
    assert "contract.missing_field" in desk.sign("buyer", "contract.yaml").codes
    assert not list(desk.folder.glob("*.sig"))


def test_a_key_that_the_contract_does_not_name_signs_nothing(desk: Desk) -> None:
    desk.write("contract.yaml", contract_text(buyer="34750f98bd59fcfc"))
    assert desk.sign("buyer", "contract.yaml").codes == ["signature.unpinned_key"]


def test_keys_are_changed_by_an_amendment_under_the_old_ones(desk: Desk) -> None:
    old = fields(desk / "buyer.key.pub")["key_id"]
    contract = contract_text(required=True, buyer=old)
    desk.write("contract.yaml", contract)
    head = amendment_text(contract).partition("changes:")[0]
    new = "changes:\n  - {path: parties.buyer.keys, to: [34750f98bd59fcfc]}\n"
    desk.write("amendment.yaml", head + new)
    assert desk.sign("buyer").exit_code == desk.sign("vendor").exit_code == 0
    ran = desk.lint()
    assert (ran.exit_code, ran.notes) == (0, ["signature.holds", "signature.holds_unpinned"])


def test_keys_check_looks_at_one_document(signed: Desk) -> None:
    ran = assay("keys", "check", signed / "amendment.yaml", "--lang", "en")
    digest = fields(signed / "amendment.yaml.buyer.sig")["digest"]
    assert ran.stdout == f"● Amendment of contract FD-2027-01 (version 1.1.0), digest {digest}\n"
    assert ran.notes == ["signature.holds_alone"] * 2
    assert ran.exit_code == 0
    text = (signed / "amendment.yaml").read_text("utf-8")
    signed.write("amendment.yaml", text.replace("20%", "21%"))
    ran = assay("keys", "check", signed / "amendment.yaml")
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["signature.other_text"] * 2)


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "旁边没有签名文件"), ("en", "No signature lies beside it")]
)
def test_keys_check_says_that_nobody_signed(lang: str, said: str, desk: Desk) -> None:
    ran = assay("keys", "check", desk / "contract.yaml", "--lang", lang)
    assert ran.exit_code == 0
    assert said in ran.stdout


def test_the_language_may_stand_before_or_after_the_word(desk: Desk) -> None:
    shown = assay("keys", "--lang", "en", "show", desk / "buyer.key")
    assert shown.stdout.startswith("buyer: 王芳\n")
    assert shown == assay("keys", "show", desk / "buyer.key", "--lang", "en")


def test_a_passphrase_locks_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path)
    desk.write("contract.yaml", contract_text())
    monkeypatch.setenv("ASSAY_KEY_PASSPHRASE", "四月的雨")
    assert desk.new_key("buyer", "王芳").exit_code == 0
    assert b"ENCRYPTED" in (desk / "buyer.key").read_bytes()
    monkeypatch.setenv("ASSAY_KEY_PASSPHRASE", "五月的雨")
    assert desk.sign("buyer", "contract.yaml").codes == ["signature.wrong_passphrase"]
    monkeypatch.setenv("ASSAY_KEY_PASSPHRASE", "四月的雨")
    assert desk.sign("buyer", "contract.yaml").exit_code == 0


def test_a_passphrase_is_asked_for_twice_and_then_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("contract.yaml", contract_text())
    new = (
        "keys",
        "new",
        "--party",
        "buyer",
        "--name",
        "王芳",
        "--output",
        desk / "buyer.key",
        "--passphrase",
    )
    assert assay(*new, typed="四月的雨\n四月的雨\n").exit_code == 0
    sign = ("sign", desk / "contract.yaml", "--key", desk / "buyer.key")
    assert assay(*sign, typed="五月的雨\n").codes == ["signature.wrong_passphrase"]
    assert assay(*sign, typed="四月的雨\n").exit_code == 0


@pytest.mark.skipif(os.name != "posix", reason="modes of files say nothing here")
def test_it_warns_of_a_key_that_others_can_read(desk: Desk) -> None:
    (desk / "buyer.key").chmod(0o644)
    ran = desk.sign("buyer")
    assert (ran.exit_code, ran.codes) == (0, ["signature.key_open"])


def test_files_of_two_pairs_do_not_mix(desk: Desk) -> None:
    shutil.copy(desk / "vendor.key.pub", desk / "buyer.key.pub")
    ran = desk.sign("buyer")
    assert (ran.exit_code, ran.codes) == (1, ["signature.other_public_key"])


def test_what_is_no_key_is_said_to_be_none(desk: Desk) -> None:
    desk.write("buyer.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    assert desk.sign("buyer").codes == ["signature.not_a_key"]
    assert assay("keys", "show", desk / "contract.yaml").codes == ["cli.unusable_file"]  # no .pub beside it
    desk.write("buyer.key.pub", "assay: public-key/v2\n")
    assert "contract.unknown_word" in assay("keys", "show", desk / "buyer.key").codes
