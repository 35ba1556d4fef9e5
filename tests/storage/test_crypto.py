"""Keys: kept to their owner, rotated without loss, never silently wrong."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ConfigurationError
from storage.crypto import KeyRing

KEYS = KeyRing.generate()


def refusal(path: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        KeyRing.read(path)
    return caught.value.code


def test_a_written_key_file_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "keys.json"
    KEYS.write(path)
    assert KeyRing.read(path) == KEYS


def test_only_the_owner_can_read_the_file_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        KEYS.write(tmp_path / "keys.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    KEYS.write(path)
    with pytest.raises(ConfigurationError, match="key_exists"):
        KeyRing.generate().write(path)
    assert KeyRing.read(path) == KEYS


def test_a_dangling_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "keys.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError, match="key_exists"):
        KEYS.write(tmp_path / "keys.json")
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="key_unwritable"):
        KEYS.write(tmp_path / "file" / "keys.json")


def test_a_missing_file_is_an_error_and_makes_no_new_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    assert refusal(path) == "key_missing"
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    KEYS.write(path)
    path.chmod(mode)
    assert refusal(path) == "key_open"


@pytest.mark.parametrize(
    "values",
    [
        "[]",
        "{}",
        '{"fernet": ["FERNET"]}',
        '{"fernet": [], "pseudonym": "PSEUDONYM"}',
        '{"fernet": "FERNET", "pseudonym": "PSEUDONYM"}',
        '{"fernet": ["short"], "pseudonym": "PSEUDONYM"}',
        '{"fernet": [7], "pseudonym": "PSEUDONYM"}',
        '{"fernet": ["FERNET"], "pseudonym": ""}',
        '{"fernet": ["FERNET"], "pseudonym": "00ff"}',
        '{"fernet": ["FERNET"], "pseudonym": "no hexadecimal"}',
        '{"fernet": ["FERNET"], "pseudonym": "PSEUDONYM"',
        "\xff",
        "",
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, values: str) -> None:
    path = tmp_path / "keys.json"
    path.touch(mode=0o600)
    content = values.replace("FERNET", KEYS.fernet_keys[0]).replace("PSEUDONYM", KEYS.pseudonym_key.hex())
    path.write_bytes(content.encode("latin-1"))
    assert refusal(path) == "key_unreadable"


def test_keys_do_not_show() -> None:
    assert KEYS.fernet_keys[0] not in repr(KEYS)
    assert repr(KEYS.pseudonym_key) not in repr(KEYS)


@given(st.text(st.characters(exclude_categories=())))
def test_every_text_comes_back(text: str) -> None:
    assert KEYS.decrypt(KEYS.encrypt(text)) == text


def test_after_rotation_the_old_key_still_reads_and_the_new_one_writes() -> None:
    old = KEYS.encrypt("متن قدیمی")
    new_key = Fernet.generate_key().decode()
    rotated = KeyRing((new_key, *KEYS.fernet_keys), KEYS.pseudonym_key)
    assert rotated.decrypt(old) == "متن قدیمی"
    assert KeyRing((new_key,), KEYS.pseudonym_key).decrypt(rotated.encrypt("متن تازه")) == "متن تازه"
    assert rotated.person("telegram", 7) == KEYS.person("telegram", 7)
    assert rotated.fingerprint == KEYS.fingerprint


def test_a_wrong_key_is_said() -> None:
    with pytest.raises(ConfigurationError, match="key_wrong"):
        KeyRing.generate().decrypt(KEYS.encrypt("متن"))


def test_a_pseudonym_tells_people_platforms_and_installations_apart() -> None:
    other = KeyRing.generate()
    pseudonyms = {
        KEYS.person("telegram", 1),
        KEYS.person("telegram", 2),
        KEYS.person("bale", 1),
        KEYS.mac("tracking", "telegram", "1"),
        other.person("telegram", 1),
    }
    assert len(pseudonyms) == 5
    assert KEYS.person("telegram", 1) == KEYS.person("telegram", "1")
    assert all(len(one) == 64 for one in pseudonyms)
    assert other.fingerprint != KEYS.fingerprint
