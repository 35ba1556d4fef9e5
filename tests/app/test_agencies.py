"""`rezayat agencies`: what the catalogue holds."""

from domain.agency import Catalogue
from tests.app.conftest import Rezayat


def test_the_list_names_every_agency(rezayat: Rezayat) -> None:
    ran = rezayat("agencies", "list")
    assert ran.code == 0
    assert all(agency.code[:8] in ran.out for agency in Catalogue.load())


def test_an_agency_is_shown_with_its_services(rezayat: Rezayat) -> None:
    ran = rezayat("agencies", "show", "gas")
    assert ran.code == 0
    gas = Catalogue.load()["gas"]
    assert gas.name_fa in ran.out
    assert all(service.code in ran.out for service in gas.services)
