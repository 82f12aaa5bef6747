"""Tables: rows, filters and downloads of published tables."""
