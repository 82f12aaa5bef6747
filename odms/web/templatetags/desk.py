"""What the pages of the desk ask while they are written."""

from django import template

from odms.people.rules import Person, can_do

register = template.Library()


@register.filter
def may(person: Person, deed: str) -> bool:
    """Whether the one who asks may do `deed` for some agency."""
    return can_do(person, deed)
