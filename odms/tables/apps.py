"""The tables room as Django sees it."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """The room `odms.tables`. When a dataset is published its downloads are written."""

    name = "odms.tables"
    label = "tables"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the catalogue."""
        from odms.catalogue.signals import dataset_changed

        dataset_changed.connect(_write_downloads, dispatch_uid="odms.tables")


def _write_downloads(dataset_id: str, **_: object) -> None:
    from odms.tables import tasks

    tasks.write_downloads(dataset_id)
