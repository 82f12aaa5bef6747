"""The tables room as Django sees it."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """The room `odms.tables`."""

    name = "odms.tables"
    label = "tables"
    default_auto_field = "django.db.models.BigAutoField"
