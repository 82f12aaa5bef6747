"""The web room as Django sees it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The room `odms.web`."""

    name = "odms.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
