"""The health room as Django sees it."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    """The room `odms.health`."""

    name = "odms.health"
    label = "health"
    default_auto_field = "django.db.models.BigAutoField"
