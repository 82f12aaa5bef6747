"""`odms dossier`: the signed state of an agency, and checking it without the centre."""

from pathlib import Path
from typing import Annotated

import typer

from odms.cli import centre, child, speech

app = typer.Typer(help="The signed dossier of an agency.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


@app.command("make")
def make(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="Slug of the agency")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write, a ZIP")],
    by: Annotated[str, typer.Option("--as", help="E-mail address of who makes it")],
    as_json: AsJson = False,
) -> None:
    """Write the dossier of an agency: processes, answers, evidence, ledger, signature."""
    with centre.opened():
        from django.utils import timezone

        from odms.people import queries as people
        from odms.publication import actions

        of = {"by": people.get_user(by), "agency": people.get_agency(agency)}
        with child.target(out) as file:
            told = actions.make_dossier(**of, out=Path(file.name), at=timezone.now())
        if as_json:
            speech.give_json(told)
        else:
            speech.give(f"{out}  {told['head']['seq']} {told['head']['hash']}")


@app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The dossier", dir_okay=False)],
    key: Annotated[str, typer.Option(help="The centre's public key, known from elsewhere")] = "",
    head: Annotated[str, typer.Option(help="Hash of the ledger's head, known from elsewhere")] = "",
    as_json: AsJson = False,
) -> None:
    """Check a dossier, without the centre; exit status 1 where it was tampered with."""
    from odms.publication import dossier

    with speech.refusing():
        child.check(file)
        found = dossier.check(file, key=key, head=head)
    faults = [speech.sentence(one.code, **one.facts) for one in found.faults]
    if as_json:
        speech.give_json(
            {
                "is_whole": found.is_whole,
                "agency": found.manifest["agency"],
                "made_at": found.manifest["made_at"],
                "head": found.manifest["head"],
                "public_key": found.public_key,
                "faults": [
                    {"code": one.code, "facts": dict(one.facts), "message": told}
                    for one, told in zip(found.faults, faults, strict=True)
                ],
            }
        )
    elif found.is_whole:
        manifest = found.manifest
        speech.give(
            speech.sentence(
                "dossier.whole",
                agency=manifest["agency"]["name_th"],
                made_at=manifest["made_at"][:19],
                seq=manifest["head"]["seq"],
                key=found.public_key,
            )
        )
    if not found.is_whole:
        for told in faults:
            speech.tell_item(told)
        raise typer.Exit(speech.REFUSED)
