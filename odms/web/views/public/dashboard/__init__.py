"""The national picture: dashboards, the evidence behind every number, pictures, the report."""
