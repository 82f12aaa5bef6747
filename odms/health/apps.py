"""The health room as Django sees it."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    """The room `odms.health`. A change of the catalogue has links listed and datasets scored."""

    name = "odms.health"
    label = "health"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the catalogue."""
        from odms.catalogue.signals import dataset_changed, datasets_changed

        dataset_changed.connect(_wake, dispatch_uid="odms.health")
        datasets_changed.connect(_wake, dispatch_uid="odms.health")


def _wake(**_: object) -> None:
    from odms.health import tasks

    tasks.follow()
