"""The catalogue room as Django sees it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogueConfig(AppConfig):
    """The room `odms.catalogue`; its themes follow the definitions whenever the tables do."""

    name = "odms.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_create_themes, sender=self)


def _create_themes(**_: Any) -> None:
    from odms.catalogue import actions

    actions.create_themes()
