"""Inventory: what an agency holds, open or not, and the surveys that find it out."""
