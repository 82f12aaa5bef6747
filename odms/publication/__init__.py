"""Publication: cases, gates and approvals on the way from a delivery to an open dataset."""
