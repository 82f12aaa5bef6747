"""The people room as Django sees it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room `odms.people`."""

    name = "odms.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
