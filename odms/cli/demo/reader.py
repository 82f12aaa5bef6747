"""A process that reads deliveries beside the one that tells the story. Django is set up in it."""

from datetime import datetime


def set_up() -> None:
    """Make this process ready to read."""
    from odms.cli.centre import open_centre

    open_centre()
    silence()


def silence() -> None:
    """Let no news wake a worker: what happens in the past is done by the script, at its own date."""
    from odms.intake.signals import delivery_read, delivery_waiting
    from odms.publication.signals import case_waiting

    for signal in (delivery_waiting, delivery_read, case_waiting):
        signal.receivers.clear()


def read(delivery_id: str, at: datetime) -> None:
    """Read one delivery at its date, as often as a worker would try."""
    from odms.intake import actions
    from odms.intake.rules import MAX_ATTEMPTS

    for _ in range(MAX_ATTEMPTS):
        actions.work_on(delivery_id=delivery_id, at=at)  # does nothing once it is done
