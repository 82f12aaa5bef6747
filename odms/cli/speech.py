"""How commands speak: results to standard output, sentences to standard error, exit statuses.

Thai or English by LC_ALL, LC_MESSAGES or LANG, English where they name neither.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from odms.config.options import WrongOption
from odms.definitions import messages
from odms.errors import Refused

REFUSED = 1
WRONG_USE = 2
INTERRUPTED = 130

JSON = typer.Option(False, "--json", help="Write the result as JSON")


def language() -> str:
    """`th` or `en`, as the environment of the terminal says."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "th" if value.lower().startswith("th") else "en"
    return "en"


def sentence(code: str, **facts: Any) -> str:
    """The sentence of a code in the language of the terminal."""
    return messages.sentence(code, language(), facts)


def tell(code: str, **facts: Any) -> None:
    """Say a sentence to the person at the terminal (standard error)."""
    print(sentence(code, **facts), file=sys.stderr)  # noqa: T201


def tell_item(text: str) -> None:
    """Say one of several things to the person at the terminal."""
    print(f"- {text}", file=sys.stderr)  # noqa: T201


def give(text: str) -> None:
    """Write one line of the result (standard output)."""
    print(text)  # noqa: T201


def give_json(data: Any) -> None:
    """Write the result as one JSON document."""
    give(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def give_line(data: Any) -> None:
    """Write one line of JSON."""
    give(json.dumps(data, ensure_ascii=False, default=str))


def give_table(heads: list[str], rows: list[list[Any]]) -> None:
    """Write rows below heads: drawn on a terminal, separated by tabs elsewhere."""
    if not sys.stdout.isatty():
        for row in [heads, *rows]:
            give("\t".join(str(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*heads, header_style="bold", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console().print(table)


def give_up_output() -> None:
    """What could not be written is not tried again when the process ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a refusal into its sentence and exit status 1; a wrong option into status 2."""
    try:
        yield
    except Refused as refusal:
        tell(refusal.code, **refusal.facts)
        status = WRONG_USE if isinstance(refusal, WrongOption) else REFUSED
        raise typer.Exit(status) from None
