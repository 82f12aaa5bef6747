"""The words of the pages: taken from code and templates, kept per language, compiled.

    extract   bring the .po files in line with the sources: new words empty, old ones gone
    compile   write the .mo files that the pages read
    check     look whether anything is missing, doubtful or obsolete; change nothing

English is the source and has no file.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "odms" / "web"
LOCALE = ROOT / "odms" / "locale"
LANGUAGES = ("th",)
# header lines that would differ with each run or say nothing
MOVING = tuple(
    f'"{name}'.encode()
    for name in ("POT-", "PO-", "Generated-By", "Last-Tr", "Language-T", "Report", "Project")
)
HEADER = "# The words of the pages. English is the source."
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main() -> int:
    commands = {"extract": run_extract, "compile": run_compile, "check": run_check}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        raise SystemExit(__doc__)
    return commands[sys.argv[1]]()


def run_extract() -> int:
    wanted = template()
    for language in LANGUAGES:
        catalogue = updated(language, wanted)
        path(language, "po").parent.mkdir(parents=True, exist_ok=True)
        path(language, "po").write_bytes(as_po(catalogue))
        print(f"{language}: {len(catalogue)} messages, {len(lacking(catalogue))} without words")
    return 0


def run_compile() -> int:
    for language in LANGUAGES:
        path(language, "mo").write_bytes(as_mo(read(language)))
    return 0


def run_check() -> int:
    wanted, faults = template(), []
    for language in LANGUAGES:
        kept = read(language)
        faults += [f"{language}: not in the .po file: {id_!r}" for id_ in new(kept, wanted)]
        faults += [f"{language}: used no more: {id_!r}" for id_ in new(wanted, kept)]
        faults += [f"{language}: without words: {id_!r}" for id_ in lacking(kept)]
        faults += [f"{language}: doubtful: {m.id!r}" for m in kept if m.id and m.fuzzy]
        faults += [
            f"{language}: {message.id!r}: {error}"
            for message, errors in kept.check()
            for error in errors
        ]
    print("\n".join(faults) or "every word is translated")
    return 1 if faults else 0


def template() -> Catalog:
    """All messages of the sources, in order of the files."""
    found = Catalog(project="ODMS")
    for name, words, context in messages():
        found.add(words, locations=[(name, 0)], context=context)
    return found


def messages() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Each message with the file it stands in and its context."""
    for source in sorted(
        (*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html"), *SOURCES.rglob("*.txt"))
    ):
        text = source.read_text(encoding="utf-8")
        if source.suffix != ".py":
            text = templatize(text)
        name = str(source.relative_to(ROOT))
        for _line, words, _comments, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS
        ):
            yield name, words, context


def updated(language: str, wanted: Catalog) -> Catalog:
    """What is kept of a language, in line with `wanted`."""
    catalogue = (
        read(language)
        if path(language, "po").exists()
        else Catalog(locale=language, header_comment=HEADER, fuzzy=False)
    )
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def new(before: Catalog, after: Catalog) -> list[object]:
    """The messages of `after` that `before` does not know."""
    known = {(message.id, message.context) for message in before}
    return [m.id for m in after if m.id and (m.id, m.context) not in known]


def lacking(catalogue: Catalog) -> list[object]:
    """The messages that have no words yet."""
    return [message.id for message in catalogue if message.id and not _has_words(message.string)]


def _has_words(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


def read(language: str) -> Catalog:
    with path(language, "po").open("rb") as stream:
        return read_po(stream, locale=language)


def path(language: str, kind: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"django.{kind}"


def as_po(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=False, include_lineno=False)
    kept = [line for line in out.getvalue().split(b"\n") if not line.startswith(MOVING)]
    return b"\n".join(kept)


def as_mo(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = None
    write_mo(out, catalogue)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
