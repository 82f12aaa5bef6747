"""The catalogue room as Django sees it."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room `odms.catalogue`."""

    name = "odms.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
