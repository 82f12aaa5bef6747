"""Background work of tables: downloads are written when a dataset is published."""

from huey.contrib.djhuey import db_task

from odms.tables import actions

# deliveries and the index come first
_LATER = -10


@db_task(priority=_LATER)
def write_downloads(dataset_id: str) -> None:
    """Write the files of a dataset, so that the first reader need not wait."""
    actions.write_downloads(dataset_id=dataset_id)
