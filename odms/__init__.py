"""ODMS: an open data management system, the software of a national open data centre."""

__version__ = "0.1.0"
