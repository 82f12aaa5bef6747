"""Forms of the desk: what a person types, read leniently and shown again as it was typed."""
