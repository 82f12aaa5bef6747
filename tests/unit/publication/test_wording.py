"""Personal data in what a record says is told to the steward and the approver."""

from odms.publication.gates import Standing, list_gates
from odms.publication.risks import list_risks
from odms.publication.wording import list_mentions
from odms.standards.record import Record

RECORD = Record().changed(
    {
        "title_th": "ทะเบียนผู้รับทุนของนายสมชาย ใจดี",
        "description_th": "สอบถามโทร 081-234-5678 หรือ saraban@moi.go.th",
        "maintainer": "นายสมชาย ใจดี",
        "columns": {"0": {"a": {"description_th": "ส่งที่ somchai@gmail.com"}}},
    }
)


def test_each_kind_in_each_text_is_told_once():
    assert [(lack.item, lack.facts["kind_en"]) for lack in list_mentions(RECORD)] == [
        ("title_th", "names of persons"),
        ("description_th", "telephone numbers"),
        ("columns", "e-mail addresses"),
    ]


def test_words_without_persons_are_let_through():
    record = Record().changed({"title_th": "ประชากรรายจังหวัด", "description_th": "เขตพระนคร 2566"})
    assert list_mentions(record) == []


def test_gate_and_approver_are_told():
    standing = Standing(record=RECORD, delivery_state=None, n_chosen=0, has_release=True)
    gate = next(gate for gate in list_gates(standing) if gate.code == "description")
    assert sum(lack.code == "publication.personal_words" for lack in gate.lacks) == 3
    told = [
        risk.severity
        for risk in list_risks(standing, [])
        if risk.code == "publication.personal_words"
    ]
    assert told == ["warning"] * 3
