"""API: HTTP for machines. Owns no tables."""
