"""XML of other catalogues as a tree, read without following anything out of it, and found by paths.

Paths are local names (`citation/CI_Citation/title`), since editions of a standard differ in their
namespaces and little else; `*` stands for one element of any name.
"""

import re
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree

from babel.core import get_global

from odms.errors import Invalid
from odms.standards.description import Words

Element = ElementTree.Element

# what a document may declare is a short text, as for namespaces; nothing outside, nothing nested
_ENTITY = re.compile(r"<!ENTITY\b[^>]*")
_SHORT_ENTITY = re.compile(r"""<!ENTITY\s+[\w.-]+\s+(["'])[^&%"']{0,300}\1\s*""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HREF = "{http://www.w3.org/1999/xlink}href"


def safe_xml(text: str) -> str:
    """The text without what XML does not allow. Raises Invalid for entities that reach outside
    the document or nest in each other."""
    if not all(_SHORT_ENTITY.fullmatch(one) for one in _ENTITY.findall(text)):
        raise Invalid("standards.read.entities")
    return _NOT_XML.sub("", _DECLARATION.sub("", text))


def tree_of(text: str) -> Element:
    """The root of an XML text. Raises Invalid with the line of the mistake."""
    try:
        return ElementTree.fromstring(safe_xml(text))  # noqa: S314 - entities were looked at
    except ElementTree.ParseError as error:
        line, told = error.position[0], str(error).partition(":")[0]
        raise Invalid("standards.read.not_xml", line=line, told=told) from None


def name_of(element: Element) -> str:
    """The local name of an element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def find_all(element: Element, *paths: str) -> list[Element]:
    """The elements at these paths, those of the first path before those of the next."""
    return [found for path in paths for found in element.findall(_local(path))]


def find(element: Element, *paths: str) -> Element | None:
    """The first element at these paths."""
    return next(iter(find_all(element, *paths)), None)


def text_of(element: Element | None) -> str:
    """What an element says: its text or that of the first inside it, else its code."""
    if element is None:
        return ""
    for one in element.iter():
        if name_of(one).startswith("PT_"):
            continue
        if told := (one.text or "").strip():
            return told
    return code_of(element)


def code_of(element: Element | None) -> str:
    """The value of a code list that an element holds, as a code or as the text beside it."""
    for one in element.iter() if element is not None else ():
        if told := one.get("codeListValue"):
            return told.strip()
    return ""


def link_of(element: Element | None) -> str:
    """The address to which an element, or one inside it, refers."""
    for one in element.iter() if element is not None else ():
        if told := one.get(_HREF):
            return told.strip()
    return ""


def texts_at(element: Element, *paths: str) -> list[str]:
    """What the elements at these paths say, each once."""
    told = (text_of(one) for one in find_all(element, *paths))
    return list(dict.fromkeys(text for text in told if text))


def text_at(element: Element, *paths: str) -> str:
    """What the first element at these paths that says anything says."""
    return next(iter(texts_at(element, *paths)), "")


def words_of(element: Element | None, language: str, locales: dict[str, str]) -> Words:
    """A text in the language of the record, and its translations by the locales it declares."""
    if element is None:
        return {}
    words = {language: told} if (told := text_of(element)) else {}
    for one in element.iter():
        if name_of(one) == "LocalisedCharacterString" and (one.text or "").strip():
            named = (one.get("locale") or "").lstrip("#")
            words.setdefault(locales.get(named, named.lower()), (one.text or "").strip())
    return words


def language_tag(code: str) -> str:
    """The tag of a language for a code of ISO 639-2 (`fre`), as short as there is one."""
    told = code.strip().lower().replace("_", "-")
    return str(get_global("language_aliases").get(told, told))


def walk(element: Element, *names: str) -> Iterator[Element]:
    """The elements of these local names anywhere inside."""
    return (one for one in element.iter() if name_of(one) in names)


@cache
def _local(path: str) -> str:
    return "/".join(part if part in ("*", ".") else f"{{*}}{part}" for part in path.split("/"))
