"""The catalogue: the shipped one is sound, and a wrong one is refused with the row."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from domain.agency import COLUMNS, SHORT_NAME_LIMIT, Agency, Catalogue
from domain.errors import InputError
from nlp.normalise import normalise

GOOD = {"code": "water", "name_fa": "آب و فاضلاب", "short_fa": "آب", "scope_fa": "آب، فاضلاب", "ranked": "1"}


def write(path: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def refusal(path: Path) -> tuple[str, dict[str, Any]]:
    with pytest.raises(InputError) as caught:
        Catalogue.load(path)
    return caught.value.code, dict(caught.value.values)


def test_the_shipped_catalogue() -> None:
    catalogue = Catalogue.load()
    assert len(catalogue) == 64
    assert len({agency.short_fa for agency in catalogue}) == 64
    assert max(len(agency.short_fa) for agency in catalogue) <= SHORT_NAME_LIMIT == 24
    assert all(agency.aliases and agency.examples and agency.owner for agency in catalogue)
    assert any(agency.ranked for agency in catalogue)
    assert any(agency.parent for agency in catalogue)


def test_an_alias_belongs_to_one_agency() -> None:
    names = Counter(
        name
        for agency in Catalogue.load()
        for name in {normalise(name) for name in (agency.name_fa, agency.short_fa, *agency.aliases)}
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_a_file_is_read_in_order(tmp_path: Path) -> None:
    row = {**GOOD, "aliases": "آبفا| اداره آب ||", "examples": "آب قطع است", "owner": "دولتی"}
    catalogue = Catalogue.load(
        write(tmp_path / "c.csv", row, {**GOOD, "code": "sub", "ranked": "0", "parent": "water"})
    )
    water, sub = catalogue
    assert water == Agency(
        "water", "آب و فاضلاب", "آب", "دولتی", "آب، فاضلاب", aliases=("آبفا", "اداره آب"), examples=("آب قطع است",)
    )
    assert (sub.ranked, sub.parent, sub.aliases) == (False, "water", ())
    assert catalogue["sub"] is sub
    assert "sub" in catalogue
    assert "gas" not in catalogue
    with pytest.raises(InputError, match="unknown_agency"):
        catalogue["gas"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "water"}, "catalogue_duplicate"),
        ({"code": "none"}, "catalogue_code"),
        ({"code": ""}, "catalogue_code"),
        ({"code": "آب"}, "catalogue_code"),
        ({"code": "a b"}, "catalogue_code"),
        ({"name_fa": " "}, "catalogue_description"),
        ({"short_fa": ""}, "catalogue_description"),
        ({"scope_fa": ""}, "catalogue_description"),
        ({"short_fa": "آ" * 25}, "catalogue_short_name"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, change: dict[str, str], code: str) -> None:
    path = write(tmp_path / "c.csv", GOOD, {**GOOD, "code": "gas", **change})
    assert refusal(path)[0] == code
    assert refusal(path)[1]["row"] == 3


def test_the_longest_short_name_fits(tmp_path: Path) -> None:
    assert len(Catalogue.load(write(tmp_path / "c.csv", {**GOOD, "short_fa": "آ" * 24}))) == 1


def test_a_parent_must_exist(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "c.csv", {**GOOD, "parent": "ministry"})) == (
        "catalogue_parent",
        {"agency": "water", "parent": "ministry"},
    )


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", GOOD, columns=COLUMNS[:-2])
    assert refusal(path) == ("catalogue_columns", {"path": path, "missing": "scope_fa, examples"})
    (tmp_path / "empty.csv").touch()
    assert refusal(tmp_path / "empty.csv")[0] == "catalogue_columns"


def test_other_files_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.csv")[0] == "file_missing"
    assert refusal(write(tmp_path / "c.csv"))[0] == "catalogue_empty"
    (tmp_path / "windows.csv").write_bytes(",".join(COLUMNS).encode() + b"\nwater,\xc2\xc8")
    assert refusal(tmp_path / "windows.csv")[0] == "file_encoding"


def services_file(folder: Path, *lines: str) -> None:
    (folder / "services.csv").write_text("\n".join(("agency,code,name_fa,scope_fa", *lines)), encoding="utf-8")


def test_every_shipped_agency_has_three_to_ten_services() -> None:
    for agency in Catalogue.load():
        assert 3 <= len(agency.services) <= 10, agency.code
        assert len({service.name_fa for service in agency.services}) == len(agency.services)


def test_services_beside_a_catalogue_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", {**GOOD, "code": "gas"})
    assert [service.code for service in Catalogue.load(path)["gas"].services] == [
        service.code for service in Catalogue.load()["gas"].services
    ]
    services_file(tmp_path, "gas,meter,کنتور گاز,قرائت کنتور")
    (meter,) = Catalogue.load(path)["gas"].services
    assert (meter.code, meter.name_fa, meter.scope_fa) == ("meter", "کنتور گاز", "قرائت کنتور")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("oil,meter,کنتور,قرائت", "services_agency"),
        ("gas,کنتور,کنتور,قرائت", "services_code"),
        (f"gas,{'m' * 41},کنتور,قرائت", "services_code"),
        ("gas,meter,؟,قرائت", "services_description"),
        ("gas,meter,,قرائت", "services_description"),
        ("gas,meter,کنتور,", "services_description"),
    ],
)
def test_a_wrong_service_is_refused(tmp_path: Path, line: str, code: str) -> None:
    path = write(tmp_path / "c.csv", {**GOOD, "code": "gas"})
    services_file(tmp_path, line)
    assert refusal(path)[0] == code


def test_a_service_twice_is_refused_with_its_row(tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", {**GOOD, "code": "gas"})
    services_file(tmp_path, "gas,meter,کنتور,قرائت", "gas,meter,کنتور,قرائت")
    assert refusal(path) == ("services_duplicate", {"row": 3, "service": "gas/meter"})
