"""Lake: where bytes live, and queries over them. Pure: no Django."""
