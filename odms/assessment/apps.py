"""The room of assessment as Django sees it."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The room `odms.assessment`."""

    name = "odms.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"
