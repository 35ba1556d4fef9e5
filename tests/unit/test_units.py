"""Units and groups: the shipped lists, an installation's own, and what a text or a typed name means."""

from collections import Counter
from pathlib import Path

import pytest

from bot import units
from bot.words import compact
from domain.agency import COLUMNS, Catalogue
from domain.errors import InputError
from domain.group import GROUP_NAME_LIMIT, MOST_AGENCIES, MOST_GROUPS, read_groups
from domain.unit import UNIT_NAME_LIMIT, Unit, read_units

SHIPPED = Catalogue.load()
BANKS = SHIPPED["banks"]


def beside(folder: Path, name: str, *lines: str) -> Path:
    """A catalogue of the gas company and the banks with a file beside it."""
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    catalogue = folder / "c.csv"
    rows = (",".join((code, "نام", "کوتاه", "", "", "1", "", "شرح", "")) for code in ("gas", "banks"))
    catalogue.write_text("\n".join((",".join(COLUMNS), *rows)), encoding="utf-8")
    return catalogue


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        Catalogue.load(path)
    return caught.value.code


def test_the_shipped_units() -> None:
    many = {agency.code: len(agency.units) for agency in SHIPPED if agency.units}
    assert set(many) == {"banks", "insurance", "telecom", "airlines"}
    assert many["banks"] >= 25
    assert min(many.values()) >= 10
    for agency in SHIPPED:
        names = Counter(name for unit in agency.units for name in set(map(compact, (unit.name_fa, *unit.aliases))))
        assert [name for name, count in names.items() if count > 1] == [], agency.code
        assert all(len(unit.name_fa) <= UNIT_NAME_LIMIT for unit in agency.units)
        assert [agency.unit(unit.code) for unit in agency.units] == list(agency.units)
    assert BANKS.unit("moon") is None


def test_every_shipped_agency_is_in_exactly_one_group() -> None:
    members = Counter(code for group in SHIPPED.groups for code in group.agencies)
    assert members == Counter(agency.code for agency in SHIPPED)
    assert len(SHIPPED.groups) <= MOST_GROUPS == 12
    assert max(len(group.agencies) for group in SHIPPED.groups) <= MOST_AGENCIES == 10
    assert max(len(group.name_fa) for group in SHIPPED.groups) <= GROUP_NAME_LIMIT == 20
    assert len({group.code for group in SHIPPED.groups}) == len({group.name_fa for group in SHIPPED.groups}) == 12


def test_a_catalogue_of_ones_own_keeps_what_is_shipped_for_its_agencies(tmp_path: Path) -> None:
    catalogue = Catalogue.load(beside(tmp_path, "nothing.csv"))
    assert catalogue["banks"].units == BANKS.units
    assert {code for group in catalogue.groups for code in group.agencies} == {"gas", "banks"}


def test_units_of_ones_own(tmp_path: Path) -> None:
    path = beside(tmp_path, "units.csv", "agency,code,name_fa,aliases", "gas,east,ناحیهٔ شرق,شرق | ناحیه ۲")
    catalogue = Catalogue.load(path)
    assert catalogue["gas"].units == (Unit("east", "ناحیهٔ شرق", ("شرق", "ناحیه ۲")),)
    assert catalogue["banks"].units == ()


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("oil,east,شرق,",), "units_agency"),
        (("gas,شرق,شرق,",), "units_code"),
        ((f"gas,{'e' * 41},شرق,",), "units_code"),
        (("gas,east,؟,",), "units_name"),
        ((f"gas,east,{'ش' * 33},",), "units_name"),
        (("gas,east,شرق,", "gas,east,غرب,"), "units_duplicate"),
    ],
)
def test_a_wrong_unit_is_refused(tmp_path: Path, lines: tuple[str, ...], code: str) -> None:
    assert refusal(beside(tmp_path, "units.csv", "agency,code,name_fa,aliases", *lines)) == code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("a,انرژی,gas|oil",), "groups_agency"),
        (("a,؟,gas",), "groups_name"),
        ((f"a,{'ش' * 21},gas",), "groups_name"),
        (("a,انرژی,",), "groups_size"),
        (("a,انرژی," + "|".join(f"x{n}" for n in range(11)),), "groups_size"),
        (("a,انرژی,gas", "b,سوخت,gas"), "groups_twice"),
        (tuple(f"g{n},گروه {n},x{n}" for n in range(13)), "groups_many"),
    ],
)
def test_a_wrong_group_is_refused(tmp_path: Path, lines: tuple[str, ...], code: str) -> None:
    assert refusal(beside(tmp_path, "groups.csv", "code,name_fa,agencies", *lines)) == code


def test_the_files_are_read_by_themselves(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("code,name_fa\na,ب", encoding="utf-8")
    with pytest.raises(InputError, match="catalogue_columns"):
        read_groups(tmp_path / "g.csv")
    with pytest.raises(InputError, match="file_missing"):
        read_units(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("agency", "text", "codes"),
    [
        ("banks", "در بانک ملی شعبهٔ بازار دو ساعت در صف بودم", ["melli"]),
        ("banks", "بانك ملي دو هفته است", ["melli"]),
        ("banks", "از بانک صادرات به بانک رفاه حواله دادم", ["saderat", "refah"]),
        ("banks", "ملت چقدر باید در صف بانک بایستد", []),
        ("banks", "بانک محلهٔ ما", []),
        ("telecom", "ایرانسل از صبح آنتن ندارد", ["irancell"]),
        ("telecom", "همراه اول و رایتل هر دو قطع‌اند", ["hamrah_aval", "rightel"]),
        ("airlines", "پرواز ماهان شش ساعت تأخیر داشت", ["mahan"]),
        ("airlines", "آسمان صاف بود ولی پرواز لغو شد", []),
        ("insurance", "بیمه ایران خسارت را نداد", ["iran"]),
        ("insurance", "در ایران بیمه‌ها جواب نمی‌دهند", []),
    ],
)
def test_units_named_in_a_text(agency: str, text: str, codes: list[str]) -> None:
    assert sorted(unit.code for unit in units.named(SHIPPED[agency], text)) == sorted(codes)


@pytest.mark.parametrize(
    ("agency", "typed", "code"),
    [
        ("banks", "ملی", "melli"),
        ("banks", "بانک ملی", "melli"),
        ("banks", "بانک ملی ایران", "melli"),
        ("banks", "پاسارگاد", "pasargad"),
        ("banks", "پاسارگار", "pasargad"),
        ("banks", "بلوبانک", "saman"),
        ("banks", "مهر ایران", "mehr_iran"),
        ("banks", "پست‌بانک", "post_bank"),
        ("telecom", "ایران سل", "irancell"),
        ("telecom", "همراه‌اول", "hamrah_aval"),
        ("airlines", "هما", "iran_air"),
        ("airlines", "آسمان", "aseman"),
        ("insurance", "دانا", "dana"),
    ],
)
def test_a_typed_unit(agency: str, typed: str, code: str) -> None:
    assert [unit.code for unit in units.meant(SHIPPED[agency], typed)] == [code]


@pytest.mark.parametrize("typed", ["بانک", "صندوق محلهٔ ما", "", "آ", "خرمگس"])
def test_no_unit_is_meant(typed: str) -> None:
    assert units.meant(BANKS, typed) == ()


def test_several_units_may_be_meant() -> None:
    assert {unit.code for unit in units.meant(BANKS, "توسعه")} == {"tosee_saderat", "tosee_taavon"}
