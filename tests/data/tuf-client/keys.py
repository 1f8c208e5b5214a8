# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of The Update Framework for tests, the canonical form, and times, from the specification's text (version 1.0.34,
section 4)."""

import datetime
import functools
import hashlib

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

PEM = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def canonical(value):
    """The bytes that are signed: keys sorted, no blanks, only the quotation mark and the backslash escaped."""
    if isinstance(value, str):
        return b'"' + value.replace('\\', '\\\\').replace('"', '\\"').encode('utf-8', 'surrogatepass') + b'"'
    if value is None or isinstance(value, bool):
        return {None: b'null', True: b'true', False: b'false'}[value]
    if isinstance(value, int):
        return str(value).encode()
    if isinstance(value, list):
        return b'[' + b','.join(canonical(item) for item in value) + b']'
    if isinstance(value, dict):
        return b'{' + b','.join(canonical(name) + b':' + canonical(value[name]) for name in sorted(value)) + b'}'
    if isinstance(value, float):
        # Not canonical at all: for files that have to be refused.
        return repr(value).encode()
    raise TypeError(value)


def sha256(data):
    """64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def stamp(time):
    """A time as metadata has it."""
    return time.strftime('%Y-%m-%dT%H:%M:%SZ')


def ahead(days=0, seconds=0):
    """The text of a time from now."""
    return stamp(datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days, seconds=seconds))


class Key:
    """One key pair; @public is the object that stands in metadata, whatever was bent in it."""

    def __init__(self, private, public, sign):
        self.private, self.public, self.raw_sign = private, public, sign
        self.keyid = sha256(canonical(public))

    def with_fields(self, **fields):
        """The same key with more fields, and the id that belongs to them."""
        return Key(self.private, {**self.public, **fields}, self.raw_sign)

    def with_pem(self, change):
        """The same key with its public part written otherwise."""
        return self.with_fields(keyval={'public': change(self.public['keyval']['public'])})

    def under(self, keyid):
        """The same key under another id."""
        other = Key(self.private, self.public, self.raw_sign)
        other.keyid = keyid
        return other

    def signature(self, signed):
        """An element of "signatures" over @signed."""
        return {'keyid': self.keyid, 'sig': self.raw_sign(canonical(signed)).hex()}


def new_ed25519(scheme='ed25519'):
    """A new Ed25519 key."""
    private = ed25519.Ed25519PrivateKey.generate()
    public = {'keytype': 'ed25519', 'scheme': scheme,
              'keyval': {'public': private.public_key().public_bytes(*RAW).hex()}}
    return Key(private, public, private.sign)


def new_ecdsa(curve=None, keytype='ecdsa'):
    """A new ECDSA key, of P-256 unless a curve is named, with the scheme of P-256 all the same."""
    private = ec.generate_private_key(curve or ec.SECP256R1())
    public = {'keytype': keytype, 'scheme': 'ecdsa-sha2-nistp256',
              'keyval': {'public': private.public_key().public_bytes(*PEM).decode()}}
    return Key(private, public, lambda data: private.sign(data, ec.ECDSA(hashes.SHA256())))


@functools.lru_cache(None)
def rsa_pair(bits, serial):
    """An RSA key pair, made once a run: they are slow to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits), serial


def new_rsa(bits=2048, salt=32, serial=0):
    """An RSA key for RSASSA-PSS with SHA-256; the same serial gives the same pair."""
    private, _ = rsa_pair(bits, serial)
    public = {'keytype': 'rsa', 'scheme': 'rsassa-pss-sha256',
              'keyval': {'public': private.public_key().public_bytes(*PEM).decode()}}
    mask = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=salt)
    return Key(private, public, lambda data: private.sign(data, mask, hashes.SHA256()))


def new_pkcs1(serial=0):
    """The same RSA pair, signing in the older way that the scheme does not mean."""
    key = new_rsa(serial=serial)
    return Key(key.private, key.public, lambda data: key.private.sign(data, padding.PKCS1v15(), hashes.SHA256()))
