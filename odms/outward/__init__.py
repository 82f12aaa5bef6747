"""Outward: the only way out of the building. Guarded HTTP and mail. Pure: no Django."""
