"""Tags and filters of every page: dates, numbers, names in two languages, icons, badges."""

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from odms.definitions import messages, national
from odms.web import formats, telling, told

register = template.Library()

# what an error is called, and what the page says where nothing more is known
ERRORS = {
    400: (
        _("This request makes no sense to us"),
        _("Something in the address or the form is wrong."),
    ),
    401: (_("Sign in first"), _("This page is for people who have signed in.")),
    403: (_("You may not do this"), _("Your account does not have the role this needs.")),
    404: (_("There is no such page"), _("The address may be mistyped, or the page was moved.")),
    405: (_("Not this way"), _("This address does not take this kind of request.")),
    409: (_("Not possible now"), _("The thing has changed meanwhile. Load the page again.")),
    410: (_("Withdrawn"), _("This was published here and has been withdrawn.")),
    413: (_("Too large"), _("What was sent is larger than we take.")),
    422: (_("This cannot be used as it is"), _("What was sent could not be read.")),
    429: (_("Too many requests"), _("Wait a few minutes and try again.")),
    500: (_("Our fault"), _("Something broke here. It has been written down; please try again.")),
}

# paths of a 20 by 20 grid, drawn with a stroke of 2
ICONS = {
    "search": '<circle cx="8.5" cy="8.5" r="5.5"/><path d="M12.7 12.7 18 18"/>',
    "menu": '<path d="M3 5h14M3 10h14M3 15h14"/>',
    "close": '<path d="m5 5 10 10M15 5 5 15"/>',
    "download": '<path d="M10 2v10m-4.5-4L10 12.5 14.5 8M3 14v3.5h14V14"/>',
    "upload": '<path d="M10 13V3M5.5 7 10 2.5 14.5 7M3 14v3.5h14V14"/>',
}


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A small drawing that stands beside a word and is never read aloud."""
    return format_html(
        '<svg class="i" viewBox="0 0 20 20" width="{0}" height="{0}" aria-hidden="true">{1}</svg>',
        size,
        mark_safe(ICONS[name]),  # noqa: S308
    )


@register.simple_tag
def said(thing: Any, name: str) -> SafeString | str:
    """The text `name` of a thing in the page's language; in Thai, and marked so, if it has no other."""
    text, spoken = formats.in_language(thing, name, told.language())
    if spoken == told.language():
        return text
    return format_html('<span lang="{}">{}</span>', spoken, text)


@register.filter
def text_of(thing: Any, name: str) -> str:
    """The text `name` of a thing in the page's language without a mark, for titles and attributes."""
    return formats.in_language(thing, name, told.language())[0]


@register.filter
def name_of(thing: Any) -> str:
    """The name of an entry of the definitions, which has `th` and `en`."""
    return str(thing.get(told.language()) or thing.get("th") or "")


@register.simple_tag
def label(kind: str, code: str) -> str:
    """The label `kind.code` of the definitions in the page's language."""
    return messages.sentence(f"{kind}.{code}", told.language())


@register.simple_tag
def sentence(code: str, facts: dict[str, Any] | None = None) -> str:
    """The sentence of a finding, refusal or notice in the page's language."""
    return messages.sentence(code, told.language(), facts)


@register.simple_tag
def marked(pieces: list[tuple[str, bool]]) -> SafeString:
    """Pieces of a text, those that were searched for marked."""
    told = ((text.replace("*", "").replace("`", ""), met) for text, met in pieces)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if met else text,) for text, met in told)
    )


@register.simple_tag(takes_context=True)
def styles(context: dict[str, Any]) -> SafeString:
    """The style sheet: within the page for visitors, whose first look comes sooner so; else a file."""
    if context.get("person"):
        return format_html('<link rel="stylesheet" href="{}">', static("odms/odms.css"))
    return format_html(
        '<style nonce="{}">{}</style>',
        context.get("nonce", ""),
        mark_safe(core_style()),  # noqa: S308
    )


@cache
def core_style() -> str:
    """The style sheet with addresses that hold in any page."""
    name = getattr(staticfiles_storage, "stored_name", str)("odms/odms.css")
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as sheet:
            text = sheet.read().decode()
    else:
        text = Path(finders.find("odms/odms.css")).read_text(encoding="utf-8")
    return re.sub(r"""url\((["']?)fonts/""", rf"url(\1{settings.STATIC_URL}odms/fonts/", text)


@register.simple_tag
def htmx() -> str:
    """The address of htmx."""
    return static("odms/vendor/htmx.org-4.0.1/htmx.min.js")


@register.simple_tag(takes_context=True)
def hidden_state(context: dict[str, Any], without: str = "") -> SafeString:
    """The state of the page as hidden fields, so that a form keeps what it does not ask."""
    left_out = without.split()
    pairs = (
        (name, value)
        for name, values in context["request"].GET.lists()
        if name not in left_out
        for value in values
    )
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag
def type_name(code: str) -> str:
    """What a column's type is called."""
    return messages.sentence(f"summary.type_{code}", told.language())


@register.simple_tag
def meaning(code: str) -> str:
    """What a column's meaning is called."""
    return name_of(national("meanings.yaml").get(code, {}).get("label", {"th": code, "en": code}))


@register.simple_tag
def release_change(release: Any) -> str:
    """What a release changed against the one before, in a sentence."""
    return telling.release_change(release)


@register.filter
def figure(value: float | None) -> str:
    """A figure to three digits that count, whole from a thousand on."""
    return formats.figure(value)


@register.filter
def json_in_page(value: Any) -> SafeString:
    """JSON for a script block: nothing in it can end the block."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    for sign, written in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(sign, written)
    return mark_safe(text)  # noqa: S308


@register.filter
def any_sorted(heads: list[Any]) -> bool:
    """Whether the table is sorted by one of its columns."""
    return any(head.sort for head in heads)


@register.filter
def bare_address(address: str) -> str:
    """An address as people say it: without the protocol and the last slash."""
    return address.split("://")[-1].rstrip("/")


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a form's field is one box to tick."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def dressed(field: BoundField) -> SafeString:
    """A form's field as our pages draw it, tied to its hint and its errors."""
    attributes = {"class": field.field.widget.attrs.get("class", "in")}
    if field.errors:
        attributes["aria-invalid"] = "true"
        described = [f"{field.auto_id}_helptext"] if field.help_text else []
        attributes["aria-describedby"] = " ".join([*described, f"{field.auto_id}_error"])
    return field.as_widget(attrs=attributes)


@register.filter
def day(value: Any) -> str:
    """A date, shortly: 22 พ.ย. 2569, 22 Nov 2026."""
    return formats.day(value, told.language())


@register.filter
def long_day(value: Any) -> str:
    """A date with the month's full name: 22 พฤศจิกายน 2569, 22 November 2026."""
    return formats.day(value, told.language(), is_long=True)


@register.filter
def moment(value: Any) -> str:
    """A date and the time of day in the centre's time zone."""
    return formats.moment(value, told.language())


@register.filter
def time_of(value: Any) -> SafeString | str:
    """A date within a `time` element whose attribute is ISO 8601."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', formats.iso(value), day(value))


@register.filter
def moment_of(value: Any) -> SafeString | str:
    """A date and time within a `time` element whose attribute is ISO 8601."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', formats.iso(value), moment(value))


@register.filter
def number(value: Any) -> str:
    """A number with commas between thousands; a dash where there is none."""
    return formats.number(value)


@register.filter
def size(value: Any) -> str:
    """A number of bytes: 12.4 MB."""
    return formats.size(value)


@register.filter
def percent(value: Any) -> str:
    """A share of one as percent: 1.8 %."""
    return formats.percent(value)


@register.filter
def error_title(status: int) -> str:
    """What an error of this status is called."""
    return str(ERRORS.get(status, ERRORS[500])[0])


@register.filter
def error_sentence(status: int) -> str:
    """What a page says of an error of this status where nothing more is known."""
    return str(ERRORS.get(status, ERRORS[500])[1])


@register.filter
def share(value: float, gap: str = "") -> SafeString:
    """A share of one as a printed figure: 75.6%, or 75.6 and a small sign after a gap."""
    figure = f"{value * 100:.1f}"
    return format_html("{} <small>%</small>" if gap else "{}%", figure)


@register.filter
def updated(value: datetime) -> str:
    """When something was updated: today, yesterday, 12 days ago; from a month on its date."""
    return telling.updated(formats.as_date(value), timezone.localdate())


register.filter("plain", formats.plain)


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown that others wrote as clean HTML: no scripts, no styles, no pictures, plain links."""
    return formats.clean_markdown(text)
