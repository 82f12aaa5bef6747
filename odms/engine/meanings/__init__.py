"""What a column means: a province, a postcode, an identifier, a person."""
