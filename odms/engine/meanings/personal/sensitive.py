"""Subjects of section 26 of the Personal Data Protection Act, told by header and by words.

They are personal data where a row is a person; what counts heads by religion or disease is not. So
a column is only suspected here, and `beside` decides with the rest of the table in view.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odms.engine.meanings.meaning import Candidate, meanings, says
from odms.engine.meanings.personal.recogniser import Recogniser, Samples, percent, told
from odms.engine.meanings.signs import matches_sql, where_sql

_SOME = 0.4
_MOST = 0.8
_FEW_CODES = 12


@dataclass(frozen=True)
class Suspect:
    """A column that may tell of a sensitive subject: rows that do, and on which grounds."""

    kind: str
    n: int
    how: str
    basis: tuple[str, ...]


def kinds() -> tuple[str, ...]:
    """The sensitive subjects that words can tell."""
    return tuple(kind for kind, meaning in meanings().items() if meaning.get("is_sensitive"))


def _facts() -> dict[str, str]:
    """Whether a value is a word of any subject: one look turns most values away."""
    every = "|".join(f"({told(kind)['words']})" for kind in kinds())
    return {"may_be_sensitive": where_sql("strlen(x) <= 150", matches_sql(every))}


def suspect(c: Candidate) -> Suspect | None:
    """The subject that a column may tell of: the header's, else the one of most of its words."""
    if not c.signs.n:
        return None
    for kind in kinds():
        if says(kind, c.name) and (found := _said(c, kind)) is not None:
            return found
    shares = {kind: c.signs.matching(kind) for kind in kinds()}
    kind = max(shares, key=lambda one: shares[one])
    if shares[kind] < _MOST or c.type != "text" or c.signs.values[kind] < 2:
        return None
    if not told(kind).get("alone", True):
        return None
    how = percent(shares[kind], "are words for it")
    return Suspect(kind, c.signs.patterns[kind], how, ("word-list",))


def _said(c: Candidate, kind: str) -> Suspect | None:
    """What a header that names the subject amounts to, with the values below it."""
    share = c.signs.matching(kind)
    if c.type == "text" and share >= _SOME:
        how = "header; " + percent(share, "are words for it")
        return Suspect(kind, c.signs.n, how, ("header", "word-list"))
    is_coded = c.type == "boolean" or (c.type == "integer" and c.signs.n_values <= _FEW_CODES)
    is_open = c.type == "text" and told(kind).get("is_open", False)
    if is_coded or is_open:
        return Suspect(kind, c.signs.n, "header", ("header",))
    return None


def _sign(kind: str) -> Callable[[], dict[str, str]]:
    return lambda: {kind: where_sql("may_be_sensitive", matches_sql(told(kind)["words"]))}


def _recogniser(kind: str, headers: Samples, cells: Samples) -> Recogniser:
    label = meanings()[kind]["label"]
    return Recogniser(
        kind=kind,
        about={
            "th": f"{label['th']} (มาตรา 26) จากหัวคอลัมน์และคำในค่า เมื่อหนึ่งแถวคือหนึ่งคน ไม่ใช่ยอดนับ",
            "en": f"{label['en'].capitalize()} (section 26), by header and words, where a row is a person and no count.",
        },
        facts=_facts,
        signs=_sign(kind),
        sign=kind,
        headers=headers,
        cells=cells,
    )


RECOGNISERS = tuple(_recogniser(kind, headers, cells) for kind, headers, cells in (
    ("race", Samples(("เชื้อชาติ", "ethnicity"), ("ชื่อชาติ", "trace_id")), Samples(("กะเหรี่ยง", "ม้ง", "Chinese"), ("ข้าวไทย", "ญี่ปุ่นไทย"))),
    ("political-opinion", Samples(("ความคิดเห็นทางการเมือง", "party_affiliation"), ("พรรค", "ความเห็น")), Samples(("เสรีนิยม", "พรรคตัวอย่าง"), ("งานเลี้ยง",))),
    ("religion", Samples(("ศาสนา", "religion"), ("ศาลา", "region")), Samples(("พุทธ", "ศาสนาอิสลาม", "Christian"), ("พุทธมณฑล", "วัดพุทธบูชา"))),
    ("sexual-behaviour", Samples(("รสนิยมทางเพศ", "sexual_orientation"), ("เพศ", "sex")), Samples(("รักต่างเพศ", "gay"), ("ชาย", "หญิง"))),
    ("criminal-record", Samples(("ข้อหา", "criminal_record"), ("ข้อความ", "discrimination")), Samples(("ลักทรัพย์", "จำคุก 2 ปี", "theft"), ("ทรัพย์สิน",))),
    ("health", Samples(("โรคประจำตัว", "diagnosis"), ("โรคพืช", "health_center")), Samples(("เบาหวาน", "E11.9", "AB"), ("หวาน", "E1", "โรงพยาบาล"))),
    ("disability", Samples(("ประเภทความพิการ", "disability"), ("พิกัด", "ability")), Samples(("พิการทางการเห็น", "visual impairment"), ("การเห็นชอบ",))),
    ("labour-union", Samples(("สมาชิกสหภาพแรงงาน", "union_member"), ("สหภาพยุโรป", "credit union")), Samples(("สหภาพแรงงานยานยนต์",), ("แรงงาน",))),
    ("genetic-data", Samples(("ผลตรวจ DNA", "genotype"), ("general", "ยีนส์เดนิม")), Samples(("rs429358", "HLA-B*15:02"), ("rs1", "BRCA"))),
    ("biometric-data", Samples(("ลายนิ้วมือ", "fingerprint"), ("นิ้ว", "interface")), Samples(("a3" * 32,), ("a3a3",))),
))  # fmt: skip
