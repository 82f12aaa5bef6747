"""Secrets of connections, sealed: kept and handed on in no other form.

Fernet under a key derived from the centre's own secret by HKDF; whoever has the database alone
reads nothing. A centre whose secret was changed asks for the connections' secrets again.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from odms.errors import Conflict

_PURPOSE = b"odms.inventory.connection/1"


def seal(secret: str) -> str:
    """The sealed form of a secret; empty for none."""
    return _fernet().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret within. Raises Conflict where it was sealed under another key."""
    if not sealed:
        return ""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Conflict("inventory.secret_unreadable") from None


def _fernet() -> Fernet:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_PURPOSE)
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
