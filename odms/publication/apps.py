"""The publication room as Django sees it."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """The room `odms.publication`."""

    name = "odms.publication"
    label = "publication"
    default_auto_field = "django.db.models.BigAutoField"
