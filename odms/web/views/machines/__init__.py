"""What machines read: the catalogue and each dataset in the standards of the field."""
