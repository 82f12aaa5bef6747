"""How many of a column's values begin with a known given name or end in a known family name.

The lists are PyThaiNLP's (CC0) and, for names in Latin letters, the country's own. A sample of the
different values answers: it is a share that is asked for.
"""

import importlib.util
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.meanings.signs import Known, Signs, cleaned_sql
from odms.engine.types.shapes import quoted

# A temporary table: key (lower case, no dots), is_given, is_family.
NAMES = "odms_known_names"
_SAMPLE = 2_000
_LONGEST = 150  # bytes


def count(
    body: Body, columns: Sequence[int], found: dict[int, Signs], work: Workspace
) -> dict[int, Known]:
    """The shares of each of these columns."""
    if not columns:
        return {}
    load(work)
    large = [c for c in columns if found[c].n_values > _SAMPLE]
    known = _count(body, [c for c in columns if c not in large], 1, work)
    for c in large:
        known |= _count(body, [c], found[c].n_values // _SAMPLE, work)
    return known


def load(work: Workspace) -> None:
    """Lay the lists out in the workspace, once."""
    import pyarrow as pa

    there = "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?"
    if work.db.execute(there, [NAMES]).fetchall()[0][0]:
        return
    names, kinds = zip(*_entries(), strict=True)
    work.db.register("odms_chunk", pa.table({"name": names, "is_given": kinds}))
    work.db.execute(
        f"CREATE TEMP TABLE {NAMES} AS SELECT lower(name) AS key, bool_or(is_given) AS is_given,"
        " bool_or(NOT is_given) AS is_family FROM odms_chunk GROUP BY 1"
    )
    work.db.unregister("odms_chunk")


def _count(body: Body, columns: Sequence[int], step: int, work: Workspace) -> dict[int, Known]:
    """The shares among one value in `step` of each column."""
    if not columns:
        return {}
    named = f"trim(regexp_replace(x, {quoted(prefix_pattern())}, ''))"
    words = f"string_split_regex(lower({named}), '[ .,]+')"
    rows = work.db.execute(
        "SELECT c, avg(CASE WHEN g.is_given THEN 1 ELSE 0 END),"
        " avg(CASE WHEN f.is_family AND len(w) > 1 THEN 1 ELSE 0 END),"
        " avg(CASE WHEN g.is_given AND f.is_family AND len(w) > 1 THEN 1 ELSE 0 END),"
        " avg(CASE WHEN len(w) > 1 THEN 1 ELSE 0 END) FROM"
        f" (SELECT c, {words} AS w FROM ({cleaned_sql(body, columns)})"
        f" WHERE strlen(x) <= {_LONGEST} AND hash(v) % {step} = 0)"
        f" LEFT JOIN {NAMES} g ON g.key = w[1] LEFT JOIN {NAMES} f ON f.key = w[-1] GROUP BY c"
    ).fetchall()
    return {c: Known(*shares) for c, *shares in rows}


def prefix_pattern() -> str:
    """A name's prefix at the head of a text, with the blank after it."""
    prefixes = national("name_prefixes.yaml")
    words = sorted(prefixes["sure"] + prefixes["short"], key=len, reverse=True)
    spelt = "|".join(re.escape(word).replace("\\ ", " ") for word in words)
    return f"(?i)^(({spelt}) ?)+"


def name_pattern() -> str:
    """A prefix inside a longer text and the word after it, its second group; Thai sets no blank
    before the prefix."""
    prefixes = "|".join(
        word.replace(".", r"\.") for word in national("name_prefixes.yaml")["within"]
    )
    return f"(?i)({prefixes}) ?([ก-๙]{{2,}}|[a-z]{{2,}}) "


@cache
def given_names() -> frozenset[str]:
    """The known given names, in lower case."""
    return frozenset(name.lower() for name, is_given in _entries() if is_given)


def _entries() -> Iterator[tuple[str, bool]]:
    for name in _words("person_names_female_th.txt") + _words("person_names_male_th.txt"):
        yield name, True
    for name in _words("family_names_th.txt"):
        yield name, False
    latin = national("latin_names.yaml")
    yield from ((name, True) for name in latin["given"])
    yield from ((name, False) for name in latin["family"])


def _words(file: str) -> list[str]:
    spec = importlib.util.find_spec("pythainlp")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("PyThaiNLP is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "corpus"
    return (folder / file).read_text(encoding="utf-8").split()
