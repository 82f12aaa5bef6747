"""News of the inventory to the queue, sent on commit."""

from django.dispatch import Signal

# a database waits to be surveyed (`survey_id`; `sealed_secret`, empty where the connection keeps it)
survey_waiting = Signal()
