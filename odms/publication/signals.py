"""News of publication to the queue, sent on commit."""

from django.dispatch import Signal

# a case waits to be published (`case_id`)
case_waiting = Signal()

# an update waits to be compared with what is published (`case_id`)
update_waiting = Signal()

# what was decided about a delivered table waits to be worked out (`table_id`)
table_waiting = Signal()
