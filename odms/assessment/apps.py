"""The room of assessment as Django sees it."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The room `odms.assessment`. A change of the catalogue has figures computed."""

    name = "odms.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the catalogue."""
        from odms.catalogue.signals import dataset_changed, datasets_changed

        dataset_changed.connect(_wake, dispatch_uid="odms.assessment")
        datasets_changed.connect(_wake, dispatch_uid="odms.assessment")


def _wake(**_: object) -> None:
    from odms.assessment import tasks

    tasks.follow()
