"""Outlets: catalogues elsewhere to which agencies push their records, and what became of them there."""
