"""The name lists and code lists of the country, as one table that values are looked up in."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import duckdb

from odms.definitions import country, national, national_table
from odms.engine.grid import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

# Temporary tables: key (see `key_sql`) and kind (a code of meanings.yaml); and with the codes that
# places of that name have.
GAZETTE = "odms_gazette"
GAZETTE_CODES = "odms_gazette_codes"
PLACES = {2: "th-province", 4: "th-amphoe", 6: "th-tambon"}
PLACE_CODES = {2: "th-province-code", 4: "th-amphoe-code", 6: "th-tambon-code"}
_SEXES = ("ชาย", "หญิง", "male", "female", "ไม่ระบุเพศ")


def load(work: Workspace) -> None:
    """Lay the lists out in the workspace, once."""
    known = work.db.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [GAZETTE]
    ).fetchall()[0]
    if known[0]:
        return
    work.db.register("odms_chunk", _lists(country()))
    work.db.execute(f"CREATE TEMP TABLE {GAZETTE_CODES} AS SELECT * FROM odms_chunk")
    work.db.execute(
        f"CREATE TEMP TABLE {GAZETTE} AS SELECT DISTINCT key, kind FROM {GAZETTE_CODES}"
    )
    work.db.unregister("odms_chunk")


def key_sql(text: str) -> str:
    """The SQL of a name as the lists spell it: no words for the kind of place, no blanks, no notes."""
    words = national("place_words.yaml")
    before = "|".join(word.replace(".", r"\.") for word in words["before"])
    after = "|".join(word.replace(" ", " ?") for word in words["after"])
    bare = f"regexp_replace(lower({text}), '\\(.*\\)|\\[.*\\]|[*]+$', '', 'g')"
    named = f"regexp_replace({bare}, '^ *({before})|({after})$', '', 'g')"
    return f"regexp_replace(regexp_replace({named}, '^([0-9]+)\\.0+$', '\\1'), '[ .''ฯ-]', '', 'g')"


@cache
def _lists(_country: str) -> "pa.Table":
    """Every name and code of a country as key, kind and code, each once."""
    import pyarrow as pa

    names, kinds, codes = zip(*_entries(), strict=True)
    entries = pa.table({"name": names, "kind": kinds, "code": codes})
    with duckdb.connect() as db:
        db.register("entries", entries)
        found = db.sql(f"SELECT DISTINCT {key_sql('name')} AS key, kind, code FROM entries")
        return found.to_arrow_table()


def _entries() -> Iterator[tuple[str, str, str | None]]:
    yield from _places()
    for row in national_table("provinces.csv"):
        yield row["abbr_th"], "th-province-abbr", row["code"]
        yield row["abbr_en"], "th-province-abbr", row["code"]
        yield f"th-{row['code']}", "iso-3166-2", row["code"]
    for row in national_table("province_aliases.csv"):
        yield row["alias"], "th-province", row["code"]
    yield from _words()


def _places() -> Iterator[tuple[str, str, str | None]]:
    for row in national_table("areas.csv"):
        code = row["code"]
        yield row["name_th"], PLACES[len(code)], code
        yield row["name_en"], PLACES[len(code)], code
        yield code, PLACE_CODES[len(code)], code
        for postcode in row["postcodes"].split():
            yield postcode, "postcode", None
    for word in national("place_words.yaml")["capital"]:
        yield word, "th-amphoe", None


def _words() -> Iterator[tuple[str, str, str | None]]:
    regions = national("regions.yaml")
    for name, standard in regions.items():
        if name != "aliases":
            yield from ((word, "th-region", None) for word in standard["names"])
            yield from ((word, "th-region", None) for word in standard["names"].values())
    yield from ((word, "th-region", None) for word in regions["aliases"])
    for month in national("months.yaml")["months"]:
        for spelt in (*month.values(), month["en"][:3]):
            yield spelt, "th-month", None
    prefixes = national("name_prefixes.yaml")
    for word in prefixes["sure"] + prefixes["short"]:
        yield word, "name-prefix", None
    yield from ((word, "sex", None) for word in _SEXES)
    yield from ((word, "total", None) for word in national("totals.yaml")["whole"])
