"""`odms ledger`: what happened in the centre, and whether its chain is whole."""

from typing import Annotated

import typer

from odms.cli import centre, speech

app = typer.Typer(help="What happened, who did it, when.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


@app.command("verify")
def verify(as_json: AsJson = False) -> None:
    """Walk the whole chain; exit status 1 where an entry was altered, removed or moved."""
    with centre.opened():
        from odms.ledger import queries

        verdict = queries.verify()
        is_whole = verdict.first_broken is None
        if as_json:
            speech.give_json(
                {"n": verdict.n, "is_whole": is_whole, "first_broken": verdict.first_broken}
            )
        elif is_whole:
            speech.give(speech.sentence("cli.ledger.whole", n=verdict.n))
        if not is_whole:
            speech.tell(verdict.why, seq=verdict.first_broken)
            raise typer.Exit(speech.REFUSED)


@app.command("list")
def list_entries(
    after: Annotated[int, typer.Option(min=0, help="Entries after this number")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most")] = 50,
    as_json: AsJson = False,
) -> None:
    """List entries in order; with --json one line each, with all that they hold."""
    with centre.opened():
        from odms.ledger import queries

        entries = queries.list_entries(after=after, limit=limit)
        if as_json:
            for entry in entries:
                speech.give_line(
                    {
                        "seq": entry.seq,
                        "at": entry.at,
                        "actor": [entry.actor_id, entry.actor_name, entry.actor_kind],
                        "verb": entry.verb,
                        "subject": [entry.subject_kind, entry.subject_id],
                        "agency_id": entry.agency_id,
                        "facts": entry.facts,
                        "hash": entry.hash,
                    }
                )
            return
        speech.give_table(
            ["seq", "at", "actor", "verb", "subject"],
            [
                [
                    e.seq,
                    f"{e.at:%Y-%m-%d %H:%M:%S}",
                    e.actor_name,
                    e.verb,
                    f"{e.subject_kind} {e.subject_id}",
                ]
                for e in entries
            ],
        )
