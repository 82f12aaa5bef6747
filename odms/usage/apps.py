"""The usage room as Django sees it."""

from django.apps import AppConfig


class UsageConfig(AppConfig):
    """The room `odms.usage`."""

    name = "odms.usage"
    label = "usage"
    default_auto_field = "django.db.models.BigAutoField"
