"""Read the text in the encoding that the steward names, whatever its bytes look like."""

PARAMETERS = {"encoding": "utf-8|utf-16-le|utf-16-be|cp874|cp1252"}
