"""Take rows that the steward names for the header: `rows`, from 0 as the source numbers them, on the
sheet `sheet` (none for a text). What stands above is a title, what stands below is data."""

PARAMETERS = {"rows": "rows", "sheet?": "text"}
