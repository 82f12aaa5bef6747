"""What the texts of a column are: shapes, dates, years, numbers, and how large they are."""
