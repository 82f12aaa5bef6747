"""`odms demo`: a centre with invented figures, built through the real pipeline, and served."""

import sys
from typing import Any

import typer

from odms.cli import centre, speech


def demo(
    no_serve: bool = typer.Option(False, "--no-serve", help="Build it, and do not serve it"),
    host: str = typer.Option("127.0.0.1", help="Address to serve it at"),
    port: int = typer.Option(8000, min=1, max=65535, help="Port to serve it at"),
    seed: str = typer.Option("2565", help="The same seed gives the same figures"),
    as_json: bool = speech.JSON,
) -> None:
    """Build the demonstration centre under ODMS_HOME, unless it is there, and serve it."""
    with centre.opened():
        from odms.cli.demo import build

        if build.is_built():
            speech.tell("cli.demo.is_there", home=str(centre.home()))
        else:
            _build(seed)
        _show_people(as_json=as_json)
    if not no_serve:
        from odms.cli.serve import serve

        serve(host=host, port=port)


def _build(seed: str) -> None:
    from django.utils import timezone

    from odms.cli.demo.build import build

    speech.tell("cli.demo.building", home=str(centre.home()))
    steps = build(seed=seed, now=timezone.now())
    if not sys.stderr.isatty():
        for _ in steps:
            pass
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task(speech.sentence("cli.demo.deliveries"), total=None)
        for done, total in steps:
            progress.update(bar, completed=done, total=total)


def _show_people(*, as_json: bool) -> None:
    """Who can sign in, and with which password."""
    rows = _people()
    if as_json:
        speech.give_json(rows)
    else:
        heads = [speech.sentence(f"cli.demo.head_{name}") for name in ("email", "part", "password")]
        speech.give_table(heads, [[row["email"], row["part"], row["password"]] for row in rows])


def _people() -> list[dict[str, Any]]:
    from odms.cli.demo import script

    told = script.people()
    parts = [(person["email"], person["role"], {}) for person in told["centre"]]
    parts += [
        (person["email"], "auditor", {"agency": person["agency"]}) for person in told["auditors"]
    ]
    parts += [
        (f"{role}.nso@odms.example", role, {"agency": "nso"}) for role in ("steward", "approver")
    ]
    parts += [("steward.<agency>@odms.example", "others", {})]
    return [
        {
            "email": email,
            "part": speech.sentence(f"cli.demo.part_{part}", **facts),
            "password": told["password"],
        }
        for email, part, facts in parts
    ]
