"""News of outlets to the queue, sent on commit."""

from django.dispatch import Signal

# a push waits for a worker (`push_id`)
push_waiting = Signal()
