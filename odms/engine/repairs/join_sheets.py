"""Make one table of all sheets that share a header, with each sheet's name in a column of its own."""

PARAMETERS = {"name?": "text"}
