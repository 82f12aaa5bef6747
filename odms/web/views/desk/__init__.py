"""The desk: where files are delivered, cases completed and decisions taken."""
