"""The room of the programme as Django sees it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProgrammeConfig(AppConfig):
    """The room `odms.programme`; what the definitions have more is taken up whenever the tables follow."""

    name = "odms.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_take_up, sender=self)


def _take_up(**_: Any) -> None:
    from odms.programme import actions

    actions.take_up()
