"""Ed25519 by the library ``cryptography``: make a key, keep it in PEM, sign, verify."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

_SIGN_BIT = 1 << 255
_SMALL_ORDER = frozenset(
    int.from_bytes(bytes.fromhex(encoded), "little")
    for encoded in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
"""The y of every point of small order, RFC 8032's encoding without its sign bit, the two that exceed p included.

Under such a key one signature fits many messages, and nobody needs a private key to make it.
"""


class NotAPrivateKeyError(Exception):
    """The text is not an Ed25519 private key in PEM."""


class WrongPassphraseError(Exception):
    """The passphrase does not open the key."""


class SigningKey:
    """A private key in memory."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public_bytes(self) -> bytes:
        """The public key, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """A signature, 64 bytes; the same every time."""
        return self._key.sign(message)

    def pem(self, passphrase: str = "") -> bytes:
        """PKCS #8 in PEM, encrypted when there is a passphrase."""
        how = BestAvailableEncryption(passphrase.encode("utf-8")) if passphrase else NoEncryption()
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def new_key() -> SigningKey:
    """A key from the system's randomness."""
    return SigningKey(Ed25519PrivateKey.generate())


def is_encrypted(pem: bytes) -> bool:
    """Whether a passphrase is needed to read a key."""
    return b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in pem


def read_key(pem: bytes, passphrase: str = "") -> SigningKey:
    """The key of a PEM text.

    Args:
        pem: What :meth:`SigningKey.pem` wrote.
        passphrase: Used when the key is encrypted, else not looked at.

    Raises:
        NotAPrivateKeyError: It is something else.
        WrongPassphraseError: The passphrase does not open it.
    """
    encrypted = is_encrypted(pem)
    if encrypted and not passphrase:
        raise WrongPassphraseError
    try:
        key = load_pem_private_key(pem, passphrase.encode("utf-8") if encrypted else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise (WrongPassphraseError if encrypted else NotAPrivateKeyError) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise NotAPrivateKeyError
    return SigningKey(key)


def verifies(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the key signed the message. A key of small order signs nothing."""
    if int.from_bytes(public_key, "little") & ~_SIGN_BIT in _SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
