"""How delimited texts are written."""

import pytest
from samples.dialects import Written, alone, variants
from samples.tables import ZOO

from odms.engine.text.dialect import decide


@pytest.mark.parametrize("name", ZOO)
def test_dialect_of_the_zoo(name: str) -> None:
    assert decide(ZOO[name].text).dialect.delimiter == ZOO[name].delimiter


def share_right(texts: list[Written], *parts: str) -> float:
    """The share of texts of whose dialect these parts are found."""
    pairs = [(text, decide(text.text).dialect) for text in texts]
    n_right = sum(all(getattr(t, p) == getattr(d, p) for p in parts) for t, d in pairs)
    return n_right / len(pairs)


def test_dialect_of_wild_variants() -> None:
    texts = list(variants(20_260, 600))
    assert share_right(texts, "delimiter") >= 0.99
    assert share_right(texts, "delimiter", "quote", "escape") >= 0.98


def test_dialect_of_texts_without_delimiter() -> None:
    assert share_right(list(alone(20_261, 340)), "delimiter") >= 0.99


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
    "last-first-one-line": ("name\nDoe, Jane\n", (None, None, None, "\n")),
    "two-columns-under-a-title": (
        "Prices, 2567\ncode;price\nA;1,5\nB;2,5\n",
        (";", None, None, "\n"),
    ),
    "comments-behind-semicolons": (
        "; made by hand, 2567\n;------\n; 1: a\n0010  2.4  2.1\n0011  2.5  2.3\n0012  2.6  2.2\n",
        (" ", None, None, "\n"),
    ),
    "comments-around-names": (
        "# Hello, World!\nid\tcol1\tcol2\n# Foo,\n#Bar,\n",
        ("\t", None, None, "\n"),
    ),
    "names-prove-it": ("one,two,three\n1,2\n,,4,5\n", (",", None, None, "\n")),
    "pairs-and-blanks": ("x y\n1.5 2.5\n3.5 4.5\n", (" ", None, None, "\n")),
    "thousands-set-apart": ("12 500\n8 750\n10 000\n", (None, None, None, "\n")),
    "margins": (" id   n  flag\n  1  20   yes\n  2   3   no\n", (" ", None, None, "\n")),
    "at-signs": ("a@b@c\n1@x@2\n3@y@4\n", ("@", None, None, "\n")),
    "addresses": ("email\na@example.org\nb@example.org\n", (None, None, None, "\n")),
    "log": (
        "2024-05-01 10:20:30 INFO started up\n2024-05-01 10:20:31 WARN low on disk space\n",
        (None, None, None, "\n"),
    ),
    "single-quotes": ("a,b\n'x, y',1\n'z','it''s'\n", (",", "'", "'", "\n")),
    "single-quotes-round-json": ("a;b\n'{\"x\": 1}';2\n'{\"x\": 3}';4\n", (";", "'", None, "\n")),
    "apostrophes": ("a,b\nthe boys' school,it's\nO'Neil,'tis\n", (",", None, None, "\n")),
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
