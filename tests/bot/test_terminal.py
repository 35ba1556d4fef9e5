"""The conversation in a terminal."""

import asyncio
import io
from collections.abc import Generator, Iterator
from datetime import timedelta

import pytest

from bot import texts, texts_official
from bot.parts import Parts
from bot.terminal import Chat, talk
from domain.labels import Role
from services.officials import Officials
from storage.crypto import KeyRing
from storage.database import Database
from storage.officials import Rights
from tests.bot.conftest import FakeAnalyser
from tests.support.desk import Desk
from tests.support.talk import CATALOGUE

TEXT = "سه روز است آب روستای ما قطع است و کسی جواب نمی‌دهد"


@pytest.fixture
def runner() -> Generator[asyncio.Runner, None, None]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def parts(sqlite_url: str, keys: KeyRing, runner: asyncio.Runner) -> Generator[Parts, None, None]:
    database = Database(sqlite_url)
    yield Parts(database, keys, CATALOGUE, analyser=FakeAnalyser())
    runner.run(database.close())


def said(parts: Parts, runner: asyncio.Runner, *lines: str) -> str:
    out = io.StringIO()
    talk(Chat(parts), runner, io.StringIO("".join(f"{line}\n" for line in lines)), out)
    return out.getvalue()


def test_a_conversation(parts: Parts, runner: asyncio.Runner) -> None:
    heard = said(parts, runner, TEXT, "", "۱", "کرمانشاه", "4", "رد می‌شوم", "۱")
    assert texts.START in heard
    assert "۱) آب و فاضلاب" in heard
    assert "باشد، «کرمانشاه»." in heard
    assert texts.RATINGS[2] in heard
    assert texts.answer_here("0" * 12)[:20] in heard
    (row,) = runner.run(Desk(parts).rows())
    assert (row.channel, row.agency, row.county, row.rating) == ("terminal", "water", "کرمانشاه", 2)


def test_no_report_is_promised_where_none_can_come(parts: Parts, runner: asyncio.Runner) -> None:
    officials = Officials(parts.database, parts.keys, CATALOGUE)
    code = runner.run(officials.invite(Rights("سارا", Role.VIEWER), timedelta(minutes=30), "command line: test"))
    heard = said(parts, runner, f"/login {code}", "/report")
    assert texts_official.NOT_HERE in heard
    assert texts_official.FOR_OFFICIALS in heard
    assert "گزارش این ماه" not in heard
    everybody = runner.run(officials.everybody())
    assert (len(everybody.officials), len(everybody.invitations)) == (0, 1)


def test_it_ends_with_a_word(parts: Parts, runner: asyncio.Runner) -> None:
    assert "ثبت شد" not in said(parts, runner, "خروج", TEXT)


def test_it_goes_on_later(parts: Parts, runner: asyncio.Runner) -> None:
    said(parts, runner, TEXT)
    assert "اضافه شد" in said(parts, runner, "چهار روز شد و هنوز آب نیامده است")
    assert len(runner.run(Desk(parts).rows())) == 1


def test_a_number_without_buttons_is_just_written(parts: Parts, runner: asyncio.Runner) -> None:
    assert texts.TOO_SHORT in said(parts, runner, "۷")


def test_ctrl_c_ends_it(parts: Parts, runner: asyncio.Runner) -> None:
    def interrupted() -> Iterator[str]:
        yield TEXT
        raise KeyboardInterrupt

    out = io.StringIO()
    talk(Chat(parts), runner, interrupted(), out)
    assert "ثبت شد" in out.getvalue()
