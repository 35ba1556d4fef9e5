"""`rezayat users`: codes for officials, who is one, and taking rights back."""

import asyncio
import re
from pathlib import Path

from app import settings, wiring
from services.officials import Officials
from storage.officials import Seat
from tests.app.conftest import Rezayat


def log_in(code: str) -> bool:
    """Use a code as the bot does."""

    async def run() -> bool:
        async with wiring.opened(settings.load()) as installation:
            officials = Officials(installation.database, installation.keys, installation.catalogue)
            async with installation.database.writing() as connection:
                valid = await officials.look(connection, "p1", code) is not None
                await officials.log_in(connection, Seat("p1", "telegram", "1001"), code)
                return valid

    return asyncio.run(run())


def test_from_the_code_to_the_end_of_the_rights(rezayat: Rezayat) -> None:
    assert "هنوز هیچ مسئولی" in rezayat("users", "list").said
    made = rezayat("users", "add", "--name", "رضا کریمی", "--role", "officer", "--agency", "water_wastewater")
    assert made.code == 0
    assert "«رضا کریمی»" in made.said
    assert "۳۰ دقیقه" in made.said
    code = re.fullmatch(r"/login (\w{5}-\w{5})\n", made.out)
    assert code is not None
    waiting = rezayat("users", "list").out
    assert all(part in waiting for part in ("کارشناس دستگاه", "water_wastewater", "کد، تا "))
    assert log_in(code[1])
    listed = rezayat("users", "list").out
    assert "تلگرام" in listed
    assert "کد، تا " not in listed
    assert rezayat("users", "remove", "رضا کریمی").code == 0
    assert "هنوز هیچ مسئولی" in rezayat("users", "list").said


def test_a_code_that_was_taken_back_lets_nobody_in(rezayat: Rezayat) -> None:
    made = rezayat("users", "add", "--name", "سارا", "--role", "viewer", "--province", "ایلام", "--minutes", "5")
    assert rezayat("users", "remove", "سارا").code == 0
    assert not log_in(made.out.removeprefix("/login ").strip())


def test_the_code_is_nowhere_in_the_files_of_the_installation(rezayat: Rezayat, home: Path) -> None:
    code = rezayat("users", "add", "--name", "سارا", "--role", "viewer").out.removeprefix("/login ").strip()
    for file in filter(Path.is_file, home.rglob("*")):
        stored = file.read_bytes()
        assert code.encode() not in stored
        assert code.replace("-", "").encode() not in stored


def test_wrong_arguments_are_one_sentence(rezayat: Rezayat) -> None:
    for arguments, sentence in (
        (("--role", "officer"), "کارشناس (officer) دستگاه لازم دارد"),
        (("--role", "officer", "--agency", "nowhere"), "nowhere"),
        (("--role", "officer", "--agency", "police"), "به خودشان نشان داده نمی‌شود"),
        (("--role", "viewer", "--province", "ناکجا"), "ناکجا"),
    ):
        ran = rezayat("users", "add", "--name", "سارا", *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert sentence in ran.said
    assert rezayat("users", "add", "--name", "سارا", "--role", "viewer", "--minutes", "0").code == 2
    assert rezayat("users", "add", "--name", "سارا", "--role", "king").code == 2
    assert rezayat("users", "remove", "سارا").code == 1
    rezayat("users", "add", "--name", "سارا", "--role", "viewer")
    assert "از پیش با نقش" in rezayat("users", "add", "--name", "سارا", "--role", "administrator").said
