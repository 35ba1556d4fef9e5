"""Keys: what is encrypted at rest, who a person is, and where the keys live.

Two keys with different lives: the Fernet keys rotate (the first encrypts, all decrypt), the pseudonym key never
changes, because a person's pseudonym must stay the same. Both lie in one file with mode 0600, outside the database and
the data folder.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from domain.errors import ConfigurationError

_FILE_MODE: Final = 0o600
_PSEUDONYM_BYTES: Final = 32


@dataclass(frozen=True)
class KeyRing:
    """The installation's keys; they never show in a traceback or a log."""

    fernet_keys: tuple[str, ...] = field(repr=False)
    pseudonym_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.pseudonym_key) != _PSEUDONYM_BYTES:
            raise ValueError("a pseudonym key of another length")
        object.__setattr__(self, "_fernet", MultiFernet([Fernet(key) for key in self.fernet_keys]))

    @classmethod
    def generate(cls) -> Self:
        """Fresh random keys."""
        return cls((Fernet.generate_key().decode(),), secrets.token_bytes(_PSEUDONYM_BYTES))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a key file; raises ConfigurationError when it is missing, unreadable or open to others."""
        try:
            mode = path.stat().st_mode & 0o777
            values = json.loads(path.read_text(encoding="utf-8"))
            keys = cls(tuple(values["fernet"]), bytes.fromhex(values["pseudonym"]))
        except FileNotFoundError:
            raise ConfigurationError("key_missing", path=path) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise ConfigurationError("key_unreadable", path=path) from None
        if os.name == "posix" and mode & 0o077:
            raise ConfigurationError("key_open", path=path, mode=f"{mode:o}")
        return keys

    def write(self, path: Path) -> None:
        """Write a new key file that only its owner can read; an existing one is never overwritten."""
        values = {"fernet": list(self.fernet_keys), "pseudonym": self.pseudonym_key.hex()}
        try:
            _make_folder(path)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        except FileExistsError:
            raise ConfigurationError("key_exists", path=path) from None
        except OSError as error:
            raise ConfigurationError("key_unwritable", path=path, reason=error.strerror) from None
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(values, file)
            file.flush()
            os.fsync(file.fileno())

    @property
    def fingerprint(self) -> str:
        """Tells whether a database was written with these keys; says nothing about the keys themselves."""
        return self.mac("fingerprint")[:16]

    def encrypt(self, text: str) -> bytes:
        """Encrypt a text with the newest key."""
        return self._box.encrypt(text.encode("utf-8", "surrogatepass"))

    def decrypt(self, token: bytes) -> str:
        """Decrypt what any of the keys encrypted; raises ConfigurationError when none fits."""
        try:
            return self._box.decrypt(token).decode("utf-8", "surrogatepass")
        except InvalidToken:
            raise ConfigurationError("key_wrong") from None

    def mac(self, *parts: str) -> str:
        """A keyed pseudonym of some parts (HMAC-SHA-256, hexadecimal)."""
        message = "\x00".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self.pseudonym_key, message, hashlib.sha256).hexdigest()

    def person(self, platform: str, user_id: int | str) -> str:
        """The pseudonym under which a person is known."""
        return self.mac("person", platform, str(user_id))

    @property
    def _box(self) -> MultiFernet:
        box: MultiFernet = self.__dict__["_fernet"]
        return box


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError("key_unwritable", path=path, reason=error.strerror) from None
