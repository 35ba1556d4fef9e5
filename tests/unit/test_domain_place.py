"""Provinces by code and by any spelling of their name."""

import pytest

from domain.errors import InputError
from domain.place import province_code, provinces


def test_iran_has_31_provinces() -> None:
    assert len(provinces()) == len(set(provinces().values())) == 31


@pytest.mark.parametrize("code", provinces())
def test_every_province_is_found(code: str) -> None:
    name = provinces()[code]
    arabic = name.replace("ی", "ي").replace("ک", "ك")
    spellings = (code, name, f"استان {name}", f" {name} ", arabic, name.replace(" ", "\u200c"), name.replace(" ", ""))
    assert {province_code(spelling) for spelling in spellings} == {code}


@pytest.mark.parametrize("text", ["", "استان", "تهرانپارس", "آتلانتیس", "TEHRAN "])
def test_other_names_are_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        province_code(text)
    assert (caught.value.code, caught.value.values["province"]) == ("unknown_province", text)
