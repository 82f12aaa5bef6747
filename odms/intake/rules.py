"""States of a delivery, and how work on it is taken up."""

# received: bytes on disk, waiting · reading: somebody holds the lease · read: tables are there
# failed: it cannot be read, `trouble` says why · discarded: the steward took it back
DELIVERY_STATES = ("received", "reading", "read", "failed", "discarded")

WAYS = ("web", "api", "cli")

MAX_ATTEMPTS = 3
