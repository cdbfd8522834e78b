"""A signature file says again what was put into it, and no two files sign the same bytes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.contract.public_key import PublicKey, public_key_text, read_public_key
from assay.core.contract.signature_file import Draft, Subject, read_signature

SUBJECT = Subject("amendment", "HY-1", "1.1.0", "ab" * 32)
KEY = PublicKey("buyer", "王芳", bytes(range(32)))
AT = datetime(2027, 1, 20, 1, tzinfo=UTC)
DRAFT = Draft(SUBJECT, KEY, AT)
SIGNATURE = bytes(range(64))
NAMES = st.text(min_size=1, max_size=30).filter(str.isprintable)


@given(name=NAMES, contract=NAMES, key=st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read_back(name: str, contract: str, key: bytes) -> None:
    draft = Draft(replace(SUBJECT, id=contract), PublicKey("vendor", name, key), AT)
    read, findings = read_signature(draft.text(SIGNATURE), "a.sig")
    assert findings == ()
    assert read is not None
    assert (read.subject, read.key, read.signed_at) == (draft.subject, draft.key, AT)
    assert (read.signature, read.message) == (SIGNATURE, draft.message)


@given(name=NAMES, key=st.binary(min_size=32, max_size=32))
def test_a_public_key_is_read_back(name: str, key: bytes) -> None:
    public = PublicKey("buyer", name, key)
    assert read_public_key(public_key_text(public), "a.pub") == (public, ())


@pytest.mark.parametrize(
    "other",
    [
        replace(DRAFT, subject=replace(SUBJECT, what="contract")),
        replace(DRAFT, subject=replace(SUBJECT, id="HY-2")),
        replace(DRAFT, subject=replace(SUBJECT, version="1.2.0")),
        replace(DRAFT, subject=replace(SUBJECT, digest="cd" * 32)),
        replace(DRAFT, key=replace(KEY, party="vendor")),
        replace(DRAFT, key=replace(KEY, name='王芳","party":"vendor')),
        replace(DRAFT, key=replace(KEY, key=bytes(32))),
        replace(DRAFT, signed_at=AT.replace(second=1)),
    ],
)
def test_every_field_is_part_of_what_is_signed(other: Draft) -> None:
    assert other.message != DRAFT.message
    assert other.message.startswith(b"assay/signature/v1\n{")


def test_a_fingerprint_is_the_sha_256_of_the_key() -> None:
    """SHA-256 of the bytes 0 to 31 is 630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd."""
    assert KEY.key_id == "630dcd2966c43366"
    assert KEY.spoken() == ("630d cd29 66c4 3366 9112 5448 bbb2 5b4f f412 a49c 732d b2c8 abc1 b858 1bd7 10dd")


@pytest.mark.parametrize(
    "written",
    [
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=",  # the same bytes, four bits of padding not zero
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= ",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
        "not base64",
        "",
    ],
)
def test_bytes_are_written_in_one_way_only(written: str) -> None:
    good = public_key_text(KEY)
    assert "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" in good
    text = good.replace("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", written)
    key, findings = read_public_key(text, "a.pub")
    assert key is None
    assert [(item.code, item.place.path) for item in findings] == [
        ("signature.unreadable_bytes", "public_key")
    ]
