"""How delimited texts are written."""

import pytest
from samples.tables import ZOO

from odms.engine.text.dialect import decide


@pytest.mark.parametrize("name", ZOO)
def test_dialect_of_the_zoo(name: str) -> None:
    assert decide(ZOO[name].text).dialect.delimiter == ZOO[name].delimiter


CASES = {
    "quotes": ('a,b\n"x",1\n"y",2\n', (",", '"', None, "\n")),
    "doubled-quotes": ('a,b\n"x ""y"" z",1\n"u",2\n', (",", '"', '"', "\n")),
    "backslash": ('a,b\n"x \\"y\\" z",1\n"u",2\n', (",", '"', "\\", "\n")),
    "inches": ('a,b\n5" pipe,1\n6" pipe,2\n', (",", None, None, "\n")),
    "blank-after": ("a, b, c\n1, 2, 3\n4, 5, 6\n", (",", None, None, "\n")),
    "json-in-cells": (
        'f\tn\ttypes\na\t1\t{"x": "int", "y": "text"}\nb\t2\t{}\n',
        ("\t", None, None, "\n"),
    ),
    "sentences": (
        "note\nfirst, then second; last\nnothing here\none: two\n",
        (None, None, None, "\n"),
    ),
    "unit-separator": ("a\x1fb\n1\x1f2\n3\x1f4\n", ("\x1f", None, None, "\n")),
    "words-and-blanks": ("name\nสมชาย ใจดี\nสมหญิง ดีใจ\nมานะ มานี\n", (None, None, None, "\n")),
    "last-first": ("name\nDoe, Jane\nRoe, Richard\nPoe, Edgar\n", (None, None, None, "\n")),
    "decimal-commas": ("a;b\n1,5;2,5\n3,5;4,5\n", (";", None, None, "\n")),
}


@pytest.mark.parametrize("name", CASES)
def test_dialect_case(name: str) -> None:
    text, expected = CASES[name]
    found = decide(text).dialect
    assert (found.delimiter, found.quote, found.escape, found.line_end) == expected


def test_dialect_blank_after_the_delimiter_belongs_to_it() -> None:
    assert decide("a, b, c\n1, 2, 3\n4, 5, 6\n").has_blank_after
    assert not decide("a,b\nx, y,1\nz,2\n").has_blank_after
