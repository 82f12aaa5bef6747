"""Standards: what a record is, in every standard. Pure: no Django."""
