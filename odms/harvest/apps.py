"""The harvest room as Django sees it."""

from typing import Any

from django.apps import AppConfig


class HarvestConfig(AppConfig):
    """The room `odms.harvest`; a run that waits goes into the queue."""

    name = "odms.harvest"
    label = "harvest"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from odms.harvest.signals import run_waiting

        run_waiting.connect(_enqueue, dispatch_uid="odms.harvest")


def _enqueue(run_id: str, **_: Any) -> None:
    from odms.harvest.tasks import read_source

    read_source(run_id)
