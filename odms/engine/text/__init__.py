"""Bytes that are text: their encoding, their dialect, their words made clean."""
