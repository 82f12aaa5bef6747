"""The intake room as Django sees it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The room `odms.intake`."""

    name = "odms.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
