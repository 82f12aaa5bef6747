"""News of the catalogue to the rooms above, sent on commit."""

from django.dispatch import Signal

# a dataset was published, changed or withdrawn (`dataset_id`); the ledger says what happened
dataset_changed = Signal()

# datasets of another catalogue (`source_id`) were gathered or went with it; the ledger names them
datasets_changed = Signal()
