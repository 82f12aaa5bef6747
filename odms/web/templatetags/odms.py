"""Tags and filters of every page: dates, numbers, names in two languages, icons, badges."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from odms.web import formats

register = template.Library()

# paths of a 20 by 20 grid, drawn with a stroke of 2
ICONS = {
    "search": '<circle cx="8.5" cy="8.5" r="5.5"/><path d="M12.7 12.7 18 18"/>',
    "menu": '<path d="M3 5h14M3 10h14M3 15h14"/>',
    "close": '<path d="m5 5 10 10M15 5 5 15"/>',
    "download": '<path d="M10 2v10m-4.5-4L10 12.5 14.5 8M3 14v3.5h14V14"/>',
    "upload": '<path d="M10 13V3M5.5 7 10 2.5 14.5 7M3 14v3.5h14V14"/>',
}


def language() -> str:
    """The language of the page, `th` or `en`."""
    return get_language() or "th"


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
    text, spoken = formats.in_language(thing, name, language())
    if spoken == language():
        return text
    return format_html('<span lang="{}">{}</span>', spoken, text)


@register.filter
def text_of(thing: Any, name: str) -> str:
    """The text `name` of a thing in the page's language without a mark, for titles and attributes."""
    return formats.in_language(thing, name, language())[0]


@register.filter
def day(value: Any) -> str:
    """A date, shortly: 22 พ.ย. 2569, 22 Nov 2026."""
    return formats.day(value, language())


@register.filter
def long_day(value: Any) -> str:
    """A date with the month's full name: 22 พฤศจิกายน 2569, 22 November 2026."""
    return formats.day(value, language(), is_long=True)


@register.filter
def moment(value: Any) -> str:
    """A date and the time of day in the centre's time zone."""
    return formats.moment(value, language())


@register.filter
def year(value: Any) -> str:
    """A year: พ.ศ. 2569, 2026."""
    return formats.year(value, language())


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
def compact(value: Any) -> str:
    """A large number in few signs: 12.3 ล้าน, 12.3M."""
    return formats.compact(value, language())


@register.filter
def size(value: Any) -> str:
    """A number of bytes: 12.4 MB."""
    return formats.size(value)


@register.filter
def percent(value: Any) -> str:
    """A share of one as percent: 1.8 %."""
    return formats.percent(value)
