"""The centre's signature (Ed25519) under what it gives away. Pure.

The key is made from a secret of the centre; who wants to check a signature needs the public half
alone, which the centre publishes, and no connection to it.
"""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ALGORITHM = "Ed25519"


def sign(secret: str, data: bytes) -> str:
    """The signature of `data`, in hex."""
    return _key(secret).sign(data).hex()


def public_key(secret: str) -> str:
    """The public half of the centre's key: 32 bytes in hex."""
    return _key(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def is_signed(public: str, signature: str, data: bytes) -> bool:
    """Whether `signature` is that of the owner of the key `public` under `data`."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(signature), data
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        hashlib.sha256(b"odms signing key\n" + secret.encode()).digest()
    )
