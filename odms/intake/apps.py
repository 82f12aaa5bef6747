"""The intake room as Django sees it."""

from typing import Any

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The room `odms.intake`; a delivery that waits, or a file to fetch, goes into the queue."""

    name = "odms.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from odms.intake.signals import delivery_waiting, fetch_waiting

        delivery_waiting.connect(_enqueue)
        fetch_waiting.connect(_enqueue_fetch)


def _enqueue(delivery_id: str, **_: Any) -> None:
    from odms.intake.tasks import read_delivery

    read_delivery(delivery_id)


def _enqueue_fetch(distribution_id: str, **_: Any) -> None:
    from odms.intake.tasks import fetch_file

    fetch_file(distribution_id)
