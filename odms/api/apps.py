"""The api room as Django sees it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The room `odms.api`."""

    name = "odms.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
