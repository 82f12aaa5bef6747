"""The outlets room as Django sees it."""

from typing import Any

from django.apps import AppConfig


class OutletsConfig(AppConfig):
    """The room `odms.outlets`; a push that waits goes into the queue."""

    name = "odms.outlets"
    label = "outlets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from odms.outlets.signals import push_waiting

        push_waiting.connect(_enqueue, dispatch_uid="odms.outlets")


def _enqueue(push_id: str, **_: Any) -> None:
    from odms.outlets.tasks import push_records

    push_records(push_id)
