"""The wrapper of Ed25519 against published vectors, and the keys that it refuses."""

import json
import os
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assay.signing.ed25519 import (
    NotAPrivateKeyError,
    SigningKey,
    WrongPassphraseError,
    is_encrypted,
    new_key,
    read_key,
    verifies,
)

# RFC 8032, section 7.1: secret key, public key, message, signature.
RFC_8032 = (
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
            "be24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
            "2aeeb00d291612bb0c00"
        ),
    ),
)
VECTORS = Path(os.environ.get("ASSAY_TEST_VECTORS", "vectors")) / "wycheproof" / "ed25519_test.json"
IDENTITY = bytes([1]) + bytes(31)


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_it_signs_as_the_standard_does(secret: str, public: str, message: str, signature: str) -> None:
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))
    assert key.public_bytes.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert verifies(key.public_bytes, bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.skipif(not VECTORS.is_file(), reason="no Wycheproof vectors below ASSAY_TEST_VECTORS")
def test_it_judges_the_vectors_of_wycheproof_as_they_say() -> None:
    groups = json.loads(VECTORS.read_text("utf-8"))["testGroups"]
    wrong = [
        case["tcId"]
        for group in groups
        for case in group["tests"]
        if verifies(*(bytes.fromhex(text) for text in (group["publicKey"]["pk"], case["msg"], case["sig"])))
        != (case["result"] == "valid")
    ]
    assert wrong == []


def test_flipping_any_bit_of_key_message_or_signature_fails() -> None:
    key, dice = new_key(), random.Random(8)  # noqa: S311  # seeded, so that a failure comes back
    message = b"assay/signature/v1\n"
    parts = [key.public_bytes, message, key.sign(message)]
    for which, part in enumerate(parts):
        for at in dice.sample(range(len(part) * 8), 60):
            bad = bytearray(part)
            bad[at // 8] ^= 1 << at % 8
            changed = [*parts[:which], bytes(bad), *parts[which + 1 :]]
            assert not verifies(*changed)


def test_a_key_under_which_anything_is_signed_is_refused() -> None:
    """With the neutral point as key, R neutral and s zero fit every message: 0·B = R + h·A."""
    forged = IDENTITY + bytes(32)
    Ed25519PublicKey.from_public_bytes(IDENTITY).verify(forged, b"any message")  # the library lets it pass
    assert not verifies(IDENTITY, b"any message", forged)
    signed = bytes([*IDENTITY[:31], 0x80])
    assert not verifies(signed, b"any message", signed + bytes(32))


@pytest.mark.parametrize(("key", "signature"), [(b"", b""), (bytes(31), bytes(64)), (bytes(32), bytes(63))])
def test_bytes_of_another_length_are_no_signature(key: bytes, signature: bytes) -> None:
    assert not verifies(key, b"", signature)


def test_a_key_survives_its_file_with_and_without_passphrase() -> None:
    key = new_key()
    for passphrase in ("", "四月的雨"):
        pem = key.pem(passphrase)
        assert is_encrypted(pem) == bool(passphrase)
        assert read_key(pem, passphrase).public_bytes == key.public_bytes
    assert read_key(key.pem(), "not needed").public_bytes == key.public_bytes


@pytest.mark.parametrize("passphrase", ["", "五月的雨"])
def test_another_passphrase_does_not_open_it(passphrase: str) -> None:
    with pytest.raises(WrongPassphraseError):
        read_key(new_key().pem("四月的雨"), passphrase)


def test_a_key_of_another_kind_is_refused() -> None:
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for pem in (other, b"", b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"):
        with pytest.raises(NotAPrivateKeyError):
            read_key(pem)
