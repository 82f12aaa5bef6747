"""The figures of a nation's inventories are two statements, and say what a plain count says."""

from dataclasses import asdict
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.centre import AT, Centre

from odms.inventory import queries
from odms.inventory.models import Entry, Survey
from odms.inventory.queries import Summary
from odms.people.models import Agency

N_AGENCIES, N_ENTRIES = 40, 60


def plain(agency: Agency) -> Summary:
    """The slow twin: one entry after the other."""
    held = [one for one in Entry.objects.filter(agency=agency) if one.state == "present"]
    surveys = [one for one in Survey.objects.filter(agency=agency) if one.state == "done"]
    last = max(surveys, key=lambda one: (one.at, one.id))
    return Summary(
        n_entries=len(held),
        n_with_owner=sum(bool(one.owner_unit) for one in held),
        n_open=sum(one.classification == "open" for one in held),
        n_candidates=sum(one.is_candidate is True for one in held),
        n_with_errors=sum(one.n_errors > 0 for one in held),
        last_survey_at=last.at,
        n_new=last.n_new,
        n_gone=last.n_gone,
        n_changed=last.n_changed,
    )


def test_summaries_of_many_agencies(centre: Centre) -> None:
    agencies = [
        Agency(slug=f"a-{n}", name_th=f"หน่วยงาน {n}", name_en="A", sector="state", created_at=AT)
        for n in range(N_AGENCIES)
    ]
    Agency.objects.bulk_create(agencies)
    times = {"first_seen_at": AT, "last_seen_at": AT, "modified_at": AT}
    Entry.objects.bulk_create(
        Entry(
            agency=agency,
            title_th=f"ข้อมูล {n}",
            origin="hand",
            owner_unit="กอง" if n % 3 else "",
            classification="open" if n % 4 else "secret",
            is_candidate=(None, True, False)[n % 3],
            state="gone" if n % 7 == place % 7 else "present",
            n_errors=n % 2,
            **times,
        )
        for place, agency in enumerate(agencies)
        for n in range(N_ENTRIES)
    )
    Survey.objects.bulk_create(
        Survey(
            agency=agency, way="hand", at=AT + timedelta(days=day), state=state, n_new=place + day
        )
        for place, agency in enumerate(agencies)
        for day, state in ((1, "done"), (2, "done"), (3, "failed"))
    )
    with CaptureQueriesContext(connection) as asked:
        found = queries.summaries([one.id for one in agencies])
    assert len(asked) == 2
    assert {id: asdict(one) for id, one in found.items()} == {
        agency.id: asdict(plain(agency)) for agency in agencies
    }
