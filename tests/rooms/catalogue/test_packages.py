"""Packages are kept as they are read: with every change of a dataset, and anew with a new edition."""

from typing import Any

import orjson
import pytest
from factories.cases import published
from factories.centre import AT, Centre
from factories.files import PATIENTS, PATIENTS_NEXT

from odms.catalogue import actions, queries
from odms.catalogue.models import Package
from odms.catalogue.queries import packages
from odms.errors import Absent
from odms.publication import actions as publication
from odms.standards import ckan


def composed(dataset: Any) -> dict[str, Any]:
    """The package made from all that the catalogue tells."""
    return ckan.to_package(queries.describe(dataset), base_url="http://127.0.0.1:8000")


def kept(dataset: Any) -> dict[str, Any]:
    assert Package.objects.filter(dataset=dataset, edition=packages.edition()).exists()
    return orjson.loads(packages.get_package(dataset.id)[1])


def test_a_package_follows_its_dataset(centre: Centre) -> None:
    dataset = published(centre, PATIENTS).dataset
    assert kept(dataset) == composed(queries.get_dataset(dataset.slug))
    published(centre, PATIENTS_NEXT, dataset=dataset)
    assert kept(dataset) == composed(queries.get_dataset(dataset.slug))
    assert packages.get_package(dataset.slug) == packages.get_package(dataset.id)


def test_what_is_not_public_has_no_package(centre: Centre) -> None:
    dataset = published(centre, PATIENTS).dataset
    publication.withdraw(by=centre.steward, dataset=dataset, reason="ผิด", at=AT)
    assert not Package.objects.exists()
    with pytest.raises(Absent):
        packages.get_package(dataset.slug)
    with pytest.raises(Absent):
        packages.get_package("nothing\0here")
    assert packages.list_packages([dataset.id]) == {}


def test_packages_of_another_edition_are_made_as_they_are_read_and_written_anew(
    centre: Centre, settings: Any
) -> None:
    first = published(centre, PATIENTS).dataset
    second = published(centre, PATIENTS_NEXT, name="beds.csv").dataset
    settings.CENTRE_URL = "https://data.example"
    for dataset in (first, second):
        package = orjson.loads(packages.list_packages([dataset.id])[dataset.id])
        assert package["resources"][0]["url"].startswith("https://data.example/")
    assert sorted(packages.list_stale_packages(9)) == sorted([first.id, second.id])
    assert actions.refresh_packages(limit=1) == 1
    assert actions.refresh_packages() == 1
    assert packages.list_stale_packages(9) == []
    assert kept(second)["resources"][0]["url"].startswith("https://data.example/")


def test_packages_are_kept_for_many_at_once(
    centre: Centre, django_assert_max_num_queries: Any
) -> None:
    ids = [published(centre, PATIENTS, name=f"d{n}.csv", slug=f"d{n}").dataset.id for n in range(3)]
    Package.objects.all().delete()
    with django_assert_max_num_queries(8):
        assert actions.keep_packages([*ids, "nobody"]) == 3
    assert Package.objects.count() == 3
