"""What came out of one document of another catalogue: descriptions, troubles, and where to go on.

Every reader of a standard answers with a `Reading`. Nothing valid is thrown away because something
else is broken: one bad record is one `Trouble` and the rest is read. Only a document of which
nothing can be read is refused.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import orjson

from odms.errors import Invalid, Refused
from odms.standards.description import Description, altered

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding=["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a record, or with the document where `record` is "".

    `record` is its identifier or else its title. `is_left_out` says that the record is not among
    the descriptions; otherwise it was read in spite of the trouble.
    """

    code: str
    record: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    is_left_out: bool = False


@dataclass
class Reading:
    """One document as read. `next_pages` are addresses of pages that the document itself names.

    `is_complete` is False where a part of the document could not be read: what is missing in such
    a reading may still be in the catalogue. `n_total` is how many records the catalogue says it
    has in all its pages, `next_position` the number of the record to go on with where records are
    numbered (CSW); None where it does not say.
    """

    title: str = ""
    descriptions: list[Description] = field(default_factory=list)
    catalogues: list[Description] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    next_pages: list[str] = field(default_factory=list)
    is_complete: bool = True
    n_total: int | None = None
    next_position: int | None = None
    _by_name: dict[tuple[str, str], Description] = field(default_factory=dict, repr=False)

    def trouble(self, code: str, record: str = "", *, left_out: bool = False, **facts: Any) -> None:
        """Keep what is wrong, once."""
        found = Trouble(code, record, facts, left_out)
        if found not in self.troubles:
            self.troubles.append(found)

    def refused(self, why: Refused, record: str = "", *, left_out: bool = False) -> None:
        """Keep a refusal as the trouble of one record or part."""
        self.troubles.append(Trouble(why.code, record, dict(why.facts), left_out))

    def add(self, description: Description) -> None:
        """Keep a description that can be told from others: titled, and with a name of its own.

        One without identifier is named by its address, a service by where it answers; else by a
        page, file or its title, which is told. One without title, and what differs from another of
        the same identifier, is left out.
        """
        title = description.title()
        name = description.identifier or description.uri or self._endpoint(description)
        if not title:
            self.trouble("standards.read.no_title", name or "–", left_out=True)
            return
        if not name:
            name = self._next_best(description)
            self.trouble("standards.read.no_identifier", title, used=name)
        before = self._by_name.setdefault((description.kind, name), description)
        if before is description:
            self.descriptions.append(altered(description, identifier=name))
        elif before != description:
            self.trouble("standards.read.same_identifier", name, left_out=True, title=title)

    def _endpoint(self, description: Description) -> str:
        """Where a service answers, if no other one answers there."""
        free = (at for at in description.endpoints if ("service", at) not in self._by_name)
        return next(free, "")

    def _next_best(self, description: Description) -> str:
        """What a description without identifier is called: the first that no other is called."""
        files = [resource.url for resource in description.resources if resource.url]
        names = [*description.landing_pages, *files, description.title()]
        free = (name for name in names if (description.kind, name) not in self._by_name)
        return next(free, names[-1])


def text_of(document: bytes, reading: Reading, content_type: str = "") -> str:
    """The characters of a document, in the encoding that its mark, header or declaration names.

    Bytes that are none in that encoding become U+FFFD, and the reading tells how many.
    """
    for mark, encoding in _MARKS:
        if document.startswith(mark):
            return _decoded(document[len(mark) :], encoding, reading)
    declared = _DECLARED.search(document[:400])
    told = declared[1].decode("ascii") if declared else ""
    charset = _CHARSET.search(content_type)
    return _decoded(document, told or (charset[1] if charset else "utf-8"), reading)


def json_of(document: bytes, reading: Reading, content_type: str = "") -> Any:
    """The value of a JSON document. Raises Invalid with the place of the mistake."""
    return json_of_text(text_of(document, reading, content_type))


def json_of_text(text: str) -> Any:
    """The value of a JSON text. Raises Invalid with the place of the mistake."""
    try:
        return orjson.loads(text.strip("\x00 \t\r\n"))
    except orjson.JSONDecodeError as error:
        facts = {"line": error.lineno, "column": error.colno, "told": error.msg.split(":")[0]}
        raise Invalid("standards.read.not_json", **facts) from None


def _decoded(document: bytes, encoding: str, reading: Reading) -> str:
    try:
        return document.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = document.decode("utf-8", errors="replace")
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        reading.trouble("standards.read.bytes_replaced", n=text.count("\ufffd"), line=line)
    return text
