"""Which mark parts the cells of a text: a small text for each rule."""

import pytest

from odms.engine.text.comments import without_comments
from odms.engine.text.dialect import decide
from odms.engine.text.values import are_plain, is_name, share_of_values

WORDS = ("river", "market", "school", "temple", "north", "station", "blue", "garden", "of", "road")

TEXTS = {
    # one column
    "decimal-commas-under-a-name": ("value\n1,5\n2,75\n3,25\n10,5\n", None),
    "one-moment": ("2011-09-15 15:22:00\n", None),
    "months": ("month\n01/2564\n02/2564\n03/2564\n", None),
    "addresses-under-a-name": (
        "address\n12 Main St, Leeds, UK\n8 Elm Rd, York, UK\n1 Oak Ave, Bath, UK\n",
        None,
    ),
    "points-under-a-name": ("location\n13.75, 100.5\n18.79, 98.98\n7.88, 98.39\n", None),
    "a-sentence": ("This is, as they say, a sentence.\n", None),
    "a-source": (
        "Stone, R. and others (2023), a package of tools (Version 3), published there\n",
        None,
    ),
    "statements": ("<? FOREACH row IN rows;\n  row.text;\nELSE;\n  head.text;\nEND ?>;\n", None),
    "code-of-one-line": ("^[^;x,]+[;x,].*?(?:a|b);[c]\n", None),
    "expressions": ("[a]*?=[b]*?<x>\n[a]*?<[b]*?<x>\n[a]*?>[b]*?<x>\n", None),
    "numbered-words": (
        "1 Hydrogen is used as fuel\n2 Helium fills balloons\n"
        + "".join(f"{i} Nothing is known\n" for i in range(3, 40)),
        None,
    ),
    "months-of-years-in-words": ("".join(f"{m} 2020\n" for m in WORDS), None),
    "postcodes": ("".join(f"SW{i} {i}AA\n" for i in range(1, 10)) + "SW11 1AB\n", None),
    "units": ("".join(f"{i} kg\n" for i in range(8, 130, 7)), None),
    "names-of-persons": ("".join(f"{a.title()} Smith\n" for a in WORDS), None),
    "addresses-of-pages": (
        "".join(f".. _{word}: https://www.example.org/pages/{word}/\n" for word in WORDS),
        None,
    ),
    # commas
    "spaced-pairs-under-many-lines": (
        "PROJECTION: Mercator\nDATUM: WGE\nEND OF HEADER\n"
        + "".join(f"  {i}14.109,   -{i}55.62\n" for i in range(1, 9)),
        ",",
    ),
    "spaced-and-named-under-a-title": ("List of figures\n\nx, y\n1, 2\n3, 4\n5, 6\n7, 8\n", ","),
    "spaced-values-below-names": (
        "Statistics, 2564, of the Ministry\n\nprovince, people\nTrat, 228376\nPhuket, 418785\n",
        ",",
    ),
    "ragged-throughout": ("1,Base,plati,3,0.5,\n2,Long base,4\n3,Eldon,9,0.56,x,y,z\n", ","),
    "cells-between-bars": ("x,1.5,,|@{a, t}|\ny,2.5,,|@{b, u}|\n", ","),
    "cells-of-many-sentences": (
        "".join(
            f'"{i}","It is good.\nVery, very good.\nBuy it, then.\nAll of it."\n' for i in range(9)
        ),
        ",",
    ),
    # other common marks
    "words-quoted-inside-tabs": (
        'a\t0\t.\tnamed "a b"\nb\t0\t.\tnamed "b c d"\nc\t1\t.\tnamed "c"\n',
        "\t",
    ),
    "semicolons-that-end-records": ("1;\n2;\n3;\n", ";"),
    "semicolons-around-colons": (
        "AUT:D:94::;Authorization;UNH;M;1\nAUT:D:94::S1;BGM;M\nAUT:D:94::S2;RFF;M;1;MOA;C\n",
        ";",
    ),
    "edges-of-bars": ("| id | name |\n| 1 | Anna |\n| 2 | Bob |\n", "|"),
    # blanks
    "counted-words": (
        "".join(f"{word} {i * 37}\n" for i, word in enumerate(WORDS)) + "sea 1000\n",
        " ",
    ),
    "coded-words": (
        "".join(f"0x{i:04X}-0x{i:X}F {word}{word}\n" for i, word in enumerate(WORDS)),
        " ",
    ),
    "words-mapped": ("".join(f"{word} {word.upper()}\n" for word in WORDS), " "),
    "words-set-apart": ("gene-one    alpha\ngene-two    beta\n", " "),
    "days-of-months-and-figures": ("01/87 0\n02/87 0\n03/87 23\n04/87 91\n", " "),
    "head-of-identifiers": ("node_id ei pop_name kind\n100 e tON virtual\n", " "),
    "complex-numbers": ("6+3*i 13-7*i 20+4*i 27-1.5*i\n+0 -Inf NaN 1.D+308\n", " "),
    "half-a-matrix-above-notes": (
        "".join(" ".join(str(7 * j) for j in range(1, i + 2)) + "\n" for i in range(1, 15))
        + "From a paper, 1992: the rates.\nSecond note.\nThird, last note\n",
        " ",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_delimiter_of_a_text(name: str) -> None:
    text, delimiter = TEXTS[name]
    assert decide(text).dialect.delimiter == delimiter


def test_delimiter_bars_around_cells_are_the_quote() -> None:
    dialect = decide("|a|,|b|\n|1,5|,|2|\n").dialect
    assert (dialect.delimiter, dialect.quote, dialect.escape) == (",", "|", None)


COMMENTS = {
    "none": ("a,b\n1,2\n", ["a,b\n", "1,2\n"]),
    "blank-behind": ("# x\na,b\n1,2\n", ["a,b\n", "1,2\n"]),
    "semicolons": (";;; x\n;;   y\n;z\n1 2\n", ["1 2\n"]),
    "head-behind-a-mark": ("#a,b\n1,2\n3,4\n", ["1,2\n", "3,4\n"]),
    "mark-of-the-top": ('#"US": x\n#  y\nUS Mar\n#"EU": z\nEU Oct\n', ["US Mar\n", "EU Oct\n"]),
    "exclamation-marks": ("! x, y\n! z\n1 2\n", ["1 2\n"]),
    "all": ("# x\n# y\n", ["# x\n", "# y\n"]),
}


@pytest.mark.parametrize("name", COMMENTS)
def test_delimiter_comments_are_left_out(name: str) -> None:
    text, expected = COMMENTS[name]
    assert list(without_comments(text.splitlines(keepends=True))) == expected


VALUES = ["1", "-1.5", "1,234.5", "1.234,5", "1.", ".5", "1.5D+03", "2-3i", "NaN", "Inf", "50%"]
VALUES += [
    "2024-05-01",
    "01/87",
    "9:30",
    "๑๒",
    "-",
    "n/a",
    "https://example.org/x",
    "a@example.org",
]


def test_delimiter_values() -> None:
    assert [value for value in VALUES if share_of_values([value]) != 1] == []
    words = ["river", "x1", "12 Main St", "1,5,7", "A-1", "a b"]
    assert [word for word in words if share_of_values([word])] == []


def test_delimiter_names_and_plain_cells() -> None:
    named = ["id", "#id", "name of province", "It ends.", "1st", ""]
    assert [is_name(cell) for cell in named] == [True, True, True, False, False, False]
    assert are_plain(["12 Main St", "a_b", "x (y)"])
    assert not are_plain(["[a]*", "{b}"])
