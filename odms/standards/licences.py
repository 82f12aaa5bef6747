"""Which licence of our list a text or address of another catalogue stands for."""

import re

from odms.standards import codes

LIST = "licences"

_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/licenses/([a-z-]+)", re.IGNORECASE)
_ANNEX = re.compile(r"(-?v?\d+)+(-(intl|international|unported|igo|deed)\w*)?$")
# words of Creative Commons for the parts of its codes
_PARTS = {
    "attribution": "by",
    "noncommercial": "nc",
    "non-commercial": "nc",
    "sharealike": "sa",
    "share-alike": "sa",
    "noderivatives": "nd",
    "noderivs": "nd",
    "no-derivatives": "nd",
    "no-derivs": "nd",
}
_EUROPEAN = {
    "bysa": "by-sa",
    "bync": "by-nc",
    "byncsa": "by-nc-sa",
    "byncnd": "by-nc-nd",
    "bynd": "by-nd",
}


def recognise(text: str) -> str:
    """The code of the licence in our list, whatever its version; "" where it is none of them.

    Understood are our codes and labels, addresses of Creative Commons and of the European list,
    SPDX's identifiers (`CC-BY-4.0`), and CKAN's (`cc-by`).
    """
    if not text:
        return ""
    if code := codes.recognise(LIST, text):
        return code
    found = _CREATIVE_COMMONS.search(text)
    return _known(f"cc-{found[1].lower().strip('-')}" if found else _plain(text))


def _plain(text: str) -> str:
    """A name as a code: `CC_BY_4_0`, `CC BY 4.0` and `Creative Commons Attribution 4.0` alike."""
    last = text.strip().rstrip("/").rsplit("/", 1)[-1] if "://" in text else text.strip()
    name = re.sub(r"[\s_.]+", "-", last.casefold().replace("creative commons", "cc"))
    for word, part in _PARTS.items():
        name = name.replace(word, part)
    name = _ANNEX.sub("", name).strip("-")
    start, _, rest = name.partition("-")
    return f"cc-{_EUROPEAN.get(rest, rest)}" if start == "cc" else name


def _known(code: str) -> str:
    return code if codes.find(LIST, code) else ""
