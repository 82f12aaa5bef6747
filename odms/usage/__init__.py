"""Usage: who used what, by day and never by person, as COUNTER says."""
