"""Catalogue: datasets, distributions, data services, series and themes."""
