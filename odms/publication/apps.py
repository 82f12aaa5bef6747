"""The publication room as Django sees it."""

from typing import Any

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """The room `odms.publication`: it opens a case for what was read, and queues what was approved."""

    name = "odms.publication"
    label = "publication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from odms.intake.signals import delivery_decided, delivery_discarded, delivery_read
        from odms.publication.signals import case_waiting, table_waiting, update_waiting

        delivery_read.connect(_sweep)
        delivery_discarded.connect(_sweep)
        delivery_decided.connect(_announce_decided)
        case_waiting.connect(_enqueue)
        table_waiting.connect(_enqueue_table)
        update_waiting.connect(_enqueue_update)


def _sweep(**_: Any) -> None:
    """See at once to what was just read or taken back; what is missed here a later sweep finds."""
    from odms.publication.tasks import sweep_cases

    sweep_cases.call_local()


def _enqueue(case_id: str, **_: Any) -> None:
    from odms.publication.tasks import publish_case

    publish_case(case_id)


def _announce_decided(delivery_id: str, **_: Any) -> None:
    from django.utils import timezone

    from odms.publication.actions import announce_due

    announce_due(at=timezone.now(), delivery_id=delivery_id)


def _enqueue_table(table_id: str, **_: Any) -> None:
    from odms.publication.tasks import work_out_table

    work_out_table(table_id)


def _enqueue_update(case_id: str, **_: Any) -> None:
    from odms.publication.tasks import proceed_with_update

    proceed_with_update(case_id)
