"""Web: the pages for people. Owns no tables."""
