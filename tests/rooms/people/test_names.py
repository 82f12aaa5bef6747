"""Names with NUL: nothing is called so, and PostgreSQL refuses to look."""

from collections.abc import Callable
from typing import Any

import pytest
from factories.centre import Centre

from odms.catalogue import queries as catalogue
from odms.errors import Absent
from odms.intake import queries as intake
from odms.people import queries as people
from odms.people.rules import Person
from odms.publication import queries as publication

NAMED: dict[str, Callable[[str, Person | None], Any]] = {
    "agency": lambda name, person: people.get_agency(name),
    "user": lambda name, person: people.get_user(name),
    "dataset": catalogue.get_dataset,
    "dataset by id": catalogue.get_dataset_by_id,
    "distribution": catalogue.get_distribution,
    "delivery": intake.get_delivery,
    "case": publication.get_case,
}


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("name", ["\0", "health\0", "ไม่มี", "'; --", ""])
def test_name_of_nothing_is_absent(kind: str, name: str, centre: Centre) -> None:
    with pytest.raises(Absent):
        NAMED[kind](name, people.get_person(centre.admin))


def test_lists_of_a_name_of_nothing_are_empty(centre: Centre) -> None:
    assert people.list_agencies(sector="state\0") == []
    assert catalogue.list_datasets(theme="economy\0") == []
    assert catalogue.count_datasets(theme="economy\0") == 0
