"""The voice room as Django sees it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VoiceConfig(AppConfig):
    """The room `odms.voice`; the centre's questionnaire follows the definitions as the tables do."""

    name = "odms.voice"
    label = "voice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_open_questionnaire, sender=self)


def _open_questionnaire(**_: Any) -> None:
    from django.utils import timezone

    from odms.voice import actions

    actions.open_questionnaire(at=timezone.now())
