"""Cli: the odms command."""
