"""Intake: deliveries, what was read from them, and what the steward decided."""
