"""Compile every template and hold it against the rules of the house.

No inline script or style and no event attribute (the content security policy would refuse them),
a CSRF token in every form that posts, an alternative text on every image.
"""

import re
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "odms" / "web" / "templates"

RULES: dict[str, re.Pattern[str]] = {
    "an inline event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a script without src, type or nonce": re.compile(r"<script(?![^>]*(src|type|nonce)=)[^>]*>"),
    "an address of another site for script, style or font": re.compile(
        r"<(?:script|link)[^>]+(?:src|href)=[\"']https?://"
    ),
    "an image without alt": re.compile(r"<img(?![^>]*\salt=)[^>]*>"),
}
POST_FORM = re.compile(r"<form[^>]*method=[\"']post[\"'][^>]*>(.*?)</form>", re.I | re.S)


def faults(path: Path) -> list[str]:
    """What is wrong with one template, a sentence each."""
    text = path.read_text(encoding="utf-8")
    found = [f"holds {what}" for what, pattern in RULES.items() if pattern.search(text)]
    if any("csrf_token" not in body for body in POST_FORM.findall(text)):
        found.append("posts a form without {% csrf_token %}")
    try:
        engines["django"].from_string(text)
    except TemplateSyntaxError as error:
        found.append(f"does not compile: {error}")
    return found


def main() -> int:
    django.setup()
    told = [
        f"{path.relative_to(ROOT)} {fault}"
        for path in sorted(TEMPLATES.rglob("*.*"))
        if path.suffix in {".html", ".txt", ".xml"}
        for fault in faults(path)
    ]
    print("\n".join(told))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
