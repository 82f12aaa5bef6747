"""Views: permission, load, one action or a few queries, present."""
