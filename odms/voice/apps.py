"""The voice room as Django sees it."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """The room `odms.voice`."""

    name = "odms.voice"
    label = "voice"
    default_auto_field = "django.db.models.BigAutoField"
