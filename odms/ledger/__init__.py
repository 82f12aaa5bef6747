"""Ledger: what happened, who did it, when; append-only, chained by hash."""
