"""`odms search`: datasets by words; `odms rebuild`: what answers are given from, made anew."""

from typing import Annotated

import typer

from odms.cli import centre, speech


def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help="Words in Thai or English")
    ],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many at most")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON")] = False,
) -> None:
    """Find published datasets, the best first; exit status 1 where there is none."""
    with centre.opened():
        from odms.catalogue import queries as catalogue
        from odms.search import actions, queries

        actions.follow()
        found = queries.search(" ".join(words), size=limit, language=speech.language())
        datasets = {d.slug: d for d in catalogue.list_by_slugs([hit.slug for hit in found.hits])}
        rows = [
            {
                "slug": hit.slug,
                "title": hit.title,
                "agency": datasets[hit.slug].agency.slug,
                "score": round(hit.score, 3),
            }
            for hit in found.hits
            if hit.slug in datasets
        ]
        if as_json:
            speech.give_json(
                {"total": found.total, "suggestion": found.suggestion, "datasets": rows}
            )
        elif rows:
            speech.give_table(
                ["slug", "title", "agency"], [[r["slug"], r["title"], r["agency"]] for r in rows]
            )
        else:
            speech.tell("cli.search.nothing", words=" ".join(words))
        if not rows:
            raise typer.Exit(speech.REFUSED)


def rebuild(as_json: bool = speech.JSON) -> None:
    """Make anew what answers are given from: the packages of CKAN's clients and the search index."""
    with centre.opened():
        from odms.catalogue import actions as catalogue
        from odms.search import actions as search

        n_packages, n_indexed = catalogue.rebuild_packages(), search.rebuild()
        if as_json:
            speech.give_json({"packages": n_packages, "indexed": n_indexed})
        else:
            speech.tell("cli.rebuild.done", n=n_packages)
