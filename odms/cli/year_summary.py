"""`odms report --year`: the executive summary of a year of this centre, as PDF, HTML, JSON or text."""

import sys
from pathlib import Path

from odms.cli import centre, speech
from odms.errors import Conflict


def write(year: int, form: str, language: str, out: Path | None) -> None:
    """Write the summary of a year of the Buddhist era, to a file or to standard output."""
    with centre.opened():
        from django.utils import timezone

        from odms.assessment import actions
        from odms.assessment.queries.report import get_report, in_form

        at = timezone.now()
        actions.follow(at=at)
        told = in_form(get_report(year, at=at), form, language)
        if out is None:
            sys.stdout.buffer.write(told)
            return
        try:
            out.write_bytes(told)
        except OSError as trouble:
            raise Conflict(
                "cli.report.not_written", file=str(out), why=trouble.strerror
            ) from trouble
        speech.tell("cli.report.written", file=str(out), year=year)
