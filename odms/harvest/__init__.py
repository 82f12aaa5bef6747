"""Harvest: remote catalogues, read politely, shown as their own."""
