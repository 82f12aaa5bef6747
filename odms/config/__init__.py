"""Config: options, settings, addresses and the night's schedule; the wiring of the house."""
