"""The search room as Django sees it."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room `odms.search`. A change of the catalogue wakes the follower of the ledger."""

    name = "odms.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the catalogue."""
        from odms.catalogue.signals import dataset_changed, datasets_changed

        dataset_changed.connect(_wake, dispatch_uid="odms.search")
        datasets_changed.connect(_wake, dispatch_uid="odms.search")


def _wake(**_: object) -> None:
    from odms.search import tasks

    tasks.follow()
