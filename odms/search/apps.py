"""The search room as Django sees it."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room `odms.search`."""

    name = "odms.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
