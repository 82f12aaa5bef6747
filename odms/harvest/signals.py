"""News of harvest to the queue, sent on commit."""

from django.dispatch import Signal

# a run waits for a worker (`run_id`)
run_waiting = Signal()
