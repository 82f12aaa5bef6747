"""States and kinds of the catalogue."""

DATASET_STATES = ("draft", "published", "withdrawn")

DISTRIBUTION_KINDS = ("table", "file", "link")
