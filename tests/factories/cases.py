"""Deliveries and cases on their way, made through the actions and the real engine."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from factories.centre import AT, Centre
from factories.engine import remembered
from factories.files import PATIENTS
from factories.records import DESCRIPTION

from odms.catalogue.models import Dataset
from odms.intake import actions as intake
from odms.intake.models import Delivery
from odms.people.models import User
from odms.publication import actions as publication
from odms.publication import queries as publication_queries
from odms.publication.models import Case


def deliver(
    centre: Centre,
    text: str | bytes = PATIENTS,
    *,
    name: str = "patients.csv",
    by: User | None = None,
    dataset: Dataset | None = None,
    key: str | None = None,
    slug: str = "",
) -> Delivery:
    """A file handed in to the first agency, its bytes kept and nothing read yet."""
    data = text.encode() if isinstance(text, str) else text
    return intake.receive(
        by=by or centre.steward,
        agency=centre.agency,
        stream=BytesIO(data),
        name=name,
        way="web",
        dataset=dataset,
        key=key,
        slug=slug,
        at=AT,
    )


def read(centre: Centre, *args: Any, **options: Any) -> Delivery:
    """A file handed in and read by the engine; equal files are read once by a session of tests."""
    delivery = deliver(centre, *args, **options)
    with remembered():
        intake.work_on(delivery_id=delivery.id, at=AT)
    delivery.refresh_from_db()
    return delivery


def draft(centre: Centre, *args: Any, **options: Any) -> Case:
    """A case whose description is complete, in the steward's hands."""
    delivery = read(centre, *args, **options)
    case = publication.open_case(by=centre.steward, delivery=delivery, at=AT)
    return publication.change_record(by=centre.steward, case=case, changes=DESCRIPTION, at=AT)


def worked_out(case: Case) -> Case:
    """The case after the queue worked out what was decided about its tables."""
    for table in case.delivery.tables.all():
        publication.work_out(table_id=table.id, at=AT)
    return publication_queries.get_case_by_id(case.pk)


def submitted(centre: Centre, *args: Any, **options: Any) -> Case:
    """A case before the approver."""
    return publication.submit(by=centre.steward, case=draft(centre, *args, **options), at=AT)


def approved(centre: Centre, *args: Any, **options: Any) -> Case:
    """A case that was approved and is not yet published."""
    case = submitted(centre, *args, **options)
    return publication.approve(by=centre.approver, case=case, at=AT + timedelta(hours=1))


def published(centre: Centre, *args: Any, **options: Any) -> Case:
    """A case whose dataset the public sees."""
    case = approved(centre, *args, **options)
    return publication.publish(case=case, at=AT + timedelta(hours=2))
