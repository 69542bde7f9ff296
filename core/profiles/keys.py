"""Keys of kept profiles: made, checked, hashed, and one sealed under another.

A key is 192 random bits, and the database holds its SHA-256 alone: nobody can work back from a stolen database to a
key. A slow, salted hash would add nothing, since there is no dictionary of keys to try, 2**192 guesses are out of reach
at any speed, and looking up by hash leaks nothing through timing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from core.errors import ProfileError

_BYTES = 24
_KEY = re.compile(r"[A-Za-z0-9_-]{32}")


def new_key() -> str:
    """A key that nobody can guess: 32 letters, digits, "-" and "_"."""
    return secrets.token_urlsafe(_BYTES)


def is_key(text: str) -> bool:
    """Whether a text has the form of a key."""
    return bool(_KEY.fullmatch(text))


def hash_of(key: str) -> str:
    """What the database knows of a key, as 64 hexadecimal digits; ``ProfileError`` for what is no key."""
    return hashlib.sha256(_checked(key)).hexdigest()


def seal(read_key: str, key: str) -> str:
    """A key that reads, in a form that only who holds the key that writes can open; 64 hexadecimal digits."""
    return _masked(read_key.encode("ascii"), key, hash_of(read_key)).hex()


def unseal(sealed: str, key: str, read_hash: str) -> str:
    """What :func:`seal` sealed under this key; ``read_hash`` is the hash of the sealed one."""
    return _masked(bytes.fromhex(sealed), key, read_hash).decode("ascii")


def _checked(key: str) -> bytes:
    if not is_key(key.strip()):
        raise ProfileError("This key is incomplete. Copy it again, whole, from where you kept it.")
    return key.strip().encode("ascii")


def _masked(text: bytes, key: str, purpose: str) -> bytes:
    """32 bytes under a mask that key and purpose give; the same again takes it off.

    No mask is used for two keys, as the hash of what it covers is part of it.
    """
    mask = hmac.digest(_checked(key), purpose.encode("ascii"), "sha256")
    return bytes(one ^ other for one, other in zip(text, mask, strict=True))
