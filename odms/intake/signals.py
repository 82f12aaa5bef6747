"""News of intake to the rooms above and to the queue, sent on commit."""

from django.dispatch import Signal

# a delivery waits to be read (`delivery_id`)
delivery_waiting = Signal()

# a file is to be fetched for a table (`distribution_id`)
fetch_waiting = Signal()

# the tables of a delivery are there (`delivery_id`)
delivery_read = Signal()

# what decisions do to the tables of a delivery is to be worked out (`delivery_id`)
delivery_decided = Signal()

# a delivery was taken back (`delivery_id`)
delivery_discarded = Signal()
