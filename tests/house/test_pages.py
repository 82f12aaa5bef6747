"""Nothing lies about among the pages: templates, tags, pictures and classes are all used."""

import re
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "odms" / "web"
TEMPLATES = WEB / "templates"
STATIC = WEB / "static"

# allauth and Django render these by names of their own
RENDERED_BY_OTHERS = ("account/", "mfa/", "429.html")


def texts(*endings: str) -> Iterator[str]:
    for ending in endings:
        for path in WEB.rglob(f"*{ending}"):
            yield path.read_text(encoding="utf-8")


CODE = "\n".join(texts(".py", ".html", ".xml", ".js", ".svg", ".json"))
STYLES = "\n".join(re.sub(r"/\*.*?\*/", "", text, flags=re.S) for text in texts("odms.css"))


def test_every_template_is_rendered() -> None:
    names = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*")]
    idle = [name for name in names if f'"{name}"' not in CODE]
    assert [name for name in idle if not name.startswith(RENDERED_BY_OTHERS)] == []


def test_every_tag_is_used() -> None:
    told = (WEB / "templatetags" / "odms.py").read_text(encoding="utf-8")
    tags = re.findall(r"@register\.\w+(?:\([^)]*\))?\ndef (\w+)", told)
    pages = "\n".join(texts(".html", ".xml"))
    assert len(tags) > 10
    assert [tag for tag in tags if not re.search(rf"({{%\s*|\|){tag}\b", pages)] == []


def test_every_class_of_the_styles_is_written_somewhere() -> None:
    """Whole, or before a number that is filled in: `c{{ tile.column }}`."""
    selectors = "".join(re.findall(r"([^{}]+)\{", STYLES))
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))
    idle = {
        name
        for name in classes
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", CODE)
        and not re.search(rf"(?<![\w-]){name.rstrip('0123456789')}\{{\{{", CODE)
    }
    assert idle == set()


def test_every_static_file_of_our_own_is_asked_for() -> None:
    files = [path for path in (STATIC / "odms").iterdir() if path.is_file()]
    assert [path.name for path in files if path.name not in CODE + STYLES] == []
