"""Names of organisations against the list of state agencies."""

import pytest

from odms.people.rules.register import matches, plain, register

# what somebody wrote: the codes that it may mean, nearest first
NAMES: list[tuple[str, list[str]]] = [
    ("กรมควบคุมมลพิษ", ["pcd"]),
    ("  กรม ควบคุม  มลพิษ ", ["pcd"]),
    ("กรมควบคุมมลพิศ", ["pcd"]),
    ("pollution control department", ["pcd"]),
    ("Polution Control Departement", ["pcd"]),
    ("สำนักงานสถิติแห่งชาติ", ["nso"]),
    ("สํานักงานสถิติแห่งชาติ", ["nso"]),  # sara am as two signs
    ("สนง.สถิติแห่งชาติ", ["nso"]),
    ("สำนักงานพัฒนารัฐบาลดิจิทัล", ["dga"]),
    ("สำนักงานพัฒนารัฐบาลดิจิตอล (องค์การมหาชน)", ["dga"]),
    ("จ.เชียงใหม่", ["province-50"]),
    ("จังหวัดลำพูน", ["province-51"]),
    ("กรมที่ดิน", ["dol"]),
    ("บริษัท น้ำใจ จำกัด", []),
    ("", []),
]


@pytest.mark.parametrize(("name", "codes"), NAMES)
def test_matches(name: str, codes: list[str]) -> None:
    assert [match.listed.code for match in matches(name)][: len(codes) or None] == codes


def test_plain_leaves_out_ornaments() -> None:
    assert plain("สถาบันข้อมูลขนาดใหญ่ (องค์การมหาชน)") == "สถาบันข้อมูลขนาดใหญ่"
    assert plain("Office of the Prime Minister") == plain("office of  Prime Minister")


def test_register_is_a_tree_in_which_names_are_told_once() -> None:
    listed = register()
    assert len(listed) > 400
    assert {one.parent for one in listed.values()} - {""} <= set(listed)
    assert len({plain(one.name_th) for one in listed.values()}) == len(listed)
    assert all(one.parent != one.code for one in listed.values())
    assert len([one for one in listed.values() if one.kind == "ministry"]) == 20
    assert len([one for one in listed.values() if one.kind == "province"]) == 76


def test_every_entry_finds_itself_first() -> None:
    wrong = {
        one.code: found[0].listed.code
        for one in register().values()
        if (found := matches(one.name_th)) and found[0].listed.code != one.code
    }
    assert wrong == {}
