"""The room of the programme as Django sees it."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """The room `odms.programme`."""

    name = "odms.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"
