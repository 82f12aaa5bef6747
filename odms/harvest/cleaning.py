"""A remote description made fit to be shown: no markup that acts, no personal data, addresses that
can be followed. Pure.

Texts that hold HTML become Markdown of its harmless elements; Markdown loses images and links that
lead to no page. Numbers of persons, their telephones, mail and homes are blotted out; names are told
and stay, for a name may be in its place (a law, a prize, a minister).
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3

from odms.definitions.messages import LANGUAGES
from odms.engine.meanings.meaning import label
from odms.engine.meanings.personal import masked, mentions
from odms.engine.meanings.personal.recogniser import told
from odms.standards.description import Concept, Description, Resource, Words, altered
from odms.standards.reading import Trouble
from odms.standards.thai import has_national_id

# what a text may be marked up with; all else is dropped, what stands within it stays
TAGS = {
    *("p", "br", "div", "b", "strong", "i", "em", "ul", "ol", "li", "a", "blockquote", "code"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "tr"),
}
_SCHEMES = {"http", "https", "mailto"}
WEB = ("http", "https", "ftp", "ftps")

MAX_TITLE = 300
MAX_TEXT = 20_000
MAX_URL = 2_000
MAX_RESOURCES = 1_000

_MARKUP = re.compile(r"</?[a-zA-Z][\w-]*[\s/>]|<!|<\?|&(?:[a-zA-Z]{2,8}|#\d{1,6});")
_LINK = re.compile(
    r"(!?)\[([^\]\n]{0,500})\]\(\s*<?((?:[^()\s<>]|\([^()\s]{0,200}\)){0,2000})>?[^)\n]{0,300}\)"
)
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,30}):([^<>\s]{0,2000})>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_LINES = re.compile(r"\n{3,}")

# why a record of a class that is not open is left out
CLOSED = "harvest.not_open"
_CLOSED_CATEGORIES = ("personal", "secret", "security")
_CLOSED_RIGHTS = ("access-right/NON_PUBLIC", "access-right/CONFIDENTIAL", "access-right/SENSITIVE")

# kinds that are blotted out wherever they stand; the others are told
_NUMBER = "th-national-id"
_MASKED = (_NUMBER, "phone", "email", "line-id", "address")


@dataclass
class _Found:
    """What cleaning a description found to be wrong with it."""

    name: str
    troubles: list[Trouble] = field(default_factory=list)

    def tell(
        self, code: str, facts: Mapping[str, object] | None = None, *, left_out: bool = False
    ) -> None:
        """Keep a trouble, once."""
        trouble = Trouble(code, self.name, dict(facts or {}), left_out)
        if trouble not in self.troubles:
            self.troubles.append(trouble)


def cleaned(description: Description) -> tuple[Description | None, list[Trouble]]:
    """The description as it may be shown, and what was done to it; None where it may not be.

    A number of a person in a title is more than a slip: such a record is refused.
    """
    found = _Found(description.identifier)
    if not is_open(description):
        found.tell(CLOSED, left_out=True)
        return None, found.troubles
    if any(has_national_id(title) for title in description.titles.values()):
        found.tell("harvest.national_id_in_title", left_out=True)
        return None, found.troubles
    clean = altered(
        description,
        titles=_each(description.titles, lambda text: _line(text, found, "title")),
        descriptions=_each(description.descriptions, lambda text: _text(text, found, "notes")),
        keywords={
            language: [word for one in words if (word := _line(one, found, "tags"))]
            for language, words in description.keywords.items()
        },
        rights=_statements(description.rights, found),
        provenances=_statements(description.provenances, found),
        landing_pages=_addresses(description.landing_pages, found),
        pages=_addresses(description.pages, found),
        resources=tuple(
            _resource(one, found) for one in description.resources[:MAX_RESOURCES]
        ),
    )  # fmt: skip
    if len(description.resources) > MAX_RESOURCES:
        facts = {"n": len(description.resources), "limit": MAX_RESOURCES}
        found.tell("harvest.too_many_files", facts)
    record = clean.record
    record = altered(
        record,
        title_th=_line(record.title_th, found, "title"),
        title_en=_line(record.title_en, found, "title"),
        description_th=_text(record.description_th, found, "notes"),
        description_en=_text(record.description_en, found, "notes"),
        tags=[word for one in record.tags if (word := _line(one, found, "tags"))],
        data_source=_line(record.data_source, found, "notes"),
        accessible_condition=_text(record.accessible_condition, found, "notes"),
        url=next(iter(_addresses((record.url,), found)), "") if record.url else "",
    )
    return altered(clean, record=record), found.troubles


def line(text: str) -> str:
    """A text of one line as it may be shown: no markup, no personal data."""
    return _line(text, _Found(""), "notes")


def is_open(description: Description) -> bool:
    """Whether a source shows a record as open data: of the class open, and for everybody."""
    record = description.record
    return (
        record.classification in ("", "open")
        and record.data_category not in _CLOSED_CATEGORIES
        and not description.access_rights.endswith(_CLOSED_RIGHTS)
    )


def _each(words: Words, clean: Callable[[str], str]) -> Words:
    return {language: text for language, one in words.items() if (text := clean(one))}


def _statements(concepts: tuple[Concept, ...], found: _Found) -> tuple[Concept, ...]:
    """Statements in words, cleaned as texts are."""
    return tuple(
        altered(one, labels=_each(one.labels, lambda text: _text(text, found, "notes")))
        for one in concepts
    )


def _resource(resource: Resource, found: _Found) -> Resource:
    return altered(
        resource,
        titles=_each(resource.titles, lambda text: _line(text, found, "file")),
        descriptions=_each(resource.descriptions, lambda text: _text(text, found, "file")),
        access_urls=_addresses(resource.access_urls, found),
        download_urls=_addresses(resource.download_urls, found),
    )


def _addresses(urls: tuple[str, ...], found: _Found) -> tuple[str, ...]:
    """The addresses that can be followed; the others are told and left out."""
    kept = []
    for url in urls:
        address = _CONTROL.sub("", url).strip()
        if is_address(address):
            kept.append(address)
        elif address:
            found.tell("harvest.wrong_address", {"url": address[:200]})
    return tuple(kept)


def is_address(url: str) -> bool:
    """Whether an address is one of the web that can be followed and kept."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme.lower() in WEB and bool(parts.hostname)
        return is_whole and parts.username is None and len(url) <= MAX_URL
    except ValueError:
        return False


def _line(text: str, found: _Found, place: str) -> str:
    """A text of one line: no markup at all."""
    if not text:
        return ""
    plain = html.unescape(nh3.clean(text, tags=set())) if _MARKUP.search(text) else text
    return _spared(" ".join(_CONTROL.sub("", plain).split())[:MAX_TITLE], found, place)


def _text(text: str, found: _Found, place: str) -> str:
    """A text as Markdown."""
    return _spared(markdown(text)[:MAX_TEXT], found, place) if text else ""


def _spared(text: str, found: _Found, place: str) -> str:
    """A text with personal data blotted out, and what was found of it told."""
    if "\ufffd" in text:
        found.tell("harvest.characters_lost")
    if not _signs().search(text):
        return text
    return "\n".join(_spared_line(line, found, place) for line in text.split("\n"))


def _spared_line(line: str, found: _Found, place: str) -> str:
    kinds = _kinds(line) if _signs().search(line) else ()
    for kind in kinds:
        code = "harvest.personal_masked" if kind in _MASKED else "harvest.personal_told"
        names = {f"kind_{language}": label(kind, language) for language in LANGUAGES}
        found.tell(code, names | {"place": place})
    return masked(line, _MASKED) if set(kinds) & set(_MASKED) else line


@cache
def _signs() -> re.Pattern[str]:
    """What stands in every text that is worth looking into."""
    return re.compile(rf"{told('free-text')['clues']}|@|(?:\d[ -]?){{9}}")


@lru_cache(maxsize=4_096)
def _kinds(line: str) -> tuple[str, ...]:
    """Kinds of personal data in a line; a number that passes as a person's is taken for one."""
    found = mentions(line)
    kinds = (one.kind for one in found if one.verdict == "likely" or one.kind == _NUMBER)
    return tuple(dict.fromkeys(kinds))


def markdown(text: str) -> str:
    """A text, whether HTML or Markdown, as harmless Markdown."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _MARKUP.search(text):
        writer = _Writer()
        writer.feed(nh3.clean(text, tags=TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES,
                              link_rel=None))  # fmt: skip
        writer.close()
        text = writer.text()
    text = _LINK.sub(_harmless, text)
    text = _AUTOLINK.sub(lambda at: at[0] if at[1].lower() in _SCHEMES else at[2], text)
    return _LINES.sub("\n\n", text).strip()


def _harmless(link: re.Match[str]) -> str:
    """A link of Markdown as it is; a picture, or a link to no page, as its words."""
    is_picture, words, target = link[1], link[2], link[3]
    scheme = _scheme(target)
    if is_picture or scheme not in _SCHEMES | {""}:
        return words
    return link[0]


def _scheme(target: str) -> str:
    """The scheme of a link's target, blanks and control characters within it overlooked."""
    bare = html.unescape(re.sub(r"[\s\x00-\x1f]", "", target))
    return bare.partition(":")[0].lower() if ":" in bare.partition("/")[0] else ""


class _Writer(HTMLParser):
    """Clean HTML as Markdown."""

    _AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
    _BLOCKS = ("p", "div", "ul", "ol", "blockquote", "pre", "hr", "tr")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._targets: list[str] = []

    def text(self) -> str:
        """All that was written."""
        return "\n".join(line.strip() for line in "".join(self._parts).split("\n"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._parts.append("  \n")
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag in self._BLOCKS:
            self._parts.append("\n\n")
        elif tag.startswith("h") and tag[1:].isdecimal():
            self._parts.append(f"\n\n{'#' * int(tag[1:])} ")
        elif tag in self._AROUND:
            self._parts.append(self._AROUND[tag])
        elif tag == "a":
            self._targets.append(dict(attrs).get("href") or "")
            self._parts.append("[" if self._targets[-1] else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._targets:
            target = self._targets.pop()
            self._parts.append(f"]({target})" if target else "")
        elif tag in self._AROUND:
            self._parts.append(self._AROUND[tag])
        elif tag in self._BLOCKS or (tag.startswith("h") and tag[1:].isdecimal()):
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self._parts.append(re.sub(r"\s+", " ", data))
