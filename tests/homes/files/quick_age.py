"""Files that age opens by a passphrase at once: in its own format, with less work than it would choose to guess one.

To guess a passphrase costs whoever tries some three seconds of a processor and a gigabyte of memory each; so does each test
that only wants an encrypted backup.
"""

import hmac
import os
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

LITTLE_WORK = 10
"""The power of two of scrypt's rounds; age takes 18 to 20 on machines of today."""
VERSION = "age-encryption.org/v1"
MOST = 64 * 1024
"""Bytes of a plain text that one part holds."""


def encrypt_quickly(plain: bytes, passphrase: str) -> bytes:
    """Return a plain text of at most 64 KiB as age's own `encrypt` does, in the format of https://age-encryption.org/v1."""
    assert len(plain) <= MOST
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = Scrypt(f"{VERSION}/scrypt".encode() + salt, 32, 2**LITTLE_WORK, 8, 1).derive(passphrase.encode())
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    head = f"{VERSION}\n-> scrypt {_base64(salt)} {LITTLE_WORK}\n{_base64(wrapped)}\n---".encode()
    seal = hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")
    # A part is numbered, from 0, and the last one is marked.
    body = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(bytes(11) + b"\1", plain, None)
    return head + f" {_base64(seal)}\n".encode() + nonce + body


def _base64(value: bytes) -> str:
    return b64encode(value).decode().rstrip("=")


def _derived(key: bytes, salt: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, use).derive(key)
