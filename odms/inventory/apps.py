"""The inventory room as Django sees it."""

from typing import Any

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """The room `odms.inventory`; a survey that waits goes into the queue."""

    name = "odms.inventory"
    label = "inventory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from odms.inventory.signals import survey_waiting

        survey_waiting.connect(_enqueue)


def _enqueue(survey_id: str, sealed_secret: str, **_: Any) -> None:
    from odms.inventory.tasks import survey_database

    survey_database(survey_id, sealed_secret)
