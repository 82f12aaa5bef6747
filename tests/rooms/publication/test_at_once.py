"""Fifty people at once upon the same cases and upon others: one wins, the others are told who."""

from collections import Counter
from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from factories import cases
from factories.centre import AT, Centre, build
from factories.files import PATIENTS

from odms.definitions.messages import sentences
from odms.errors import Refused
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people import actions as people
from odms.people.models import User
from odms.publication import actions, queries
from odms.publication.actions import Wanted
from odms.publication.models import ApprovalOrder, Case

N = 50

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def centre(db: None) -> Iterator[Centre]:
    yield build()


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """What each deed gave or was refused with, all begun together, each on its own connection."""
    found: list[Any] = [None] * len(deeds)
    start = Barrier(len(deeds))

    def run(place: int) -> None:
        try:
            start.wait()
            found[place] = deeds[place]()
        except Refused as refused:
            found[place] = refused
        except Exception as trouble:
            found[place] = trouble
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def approvers(centre: Centre, n: int) -> list[User]:
    found = []
    for i in range(n):
        user = people.create_user(by=SYSTEM, email=f"a{i}@odms.example", name=f"A{i}", at=AT)
        people.grant(by=SYSTEM, user=user, agency=centre.agency, role="approver", at=AT)
        found.append(user)
    return found


def submitted(centre: Centre, n: int) -> list[Case]:
    return [
        cases.submitted(centre, PATIENTS + f"ตาก,2567,{i}\n", name=f"patients-{i}.csv")
        for i in range(n)
    ]


def check_refusals(found: list[Any]) -> None:
    """Every refusal says who was first, when and by what; and nothing went wrong otherwise."""
    assert [
        one for one in found if isinstance(one, Exception) and not isinstance(one, Refused)
    ] == []
    for refused in (one for one in found if isinstance(one, Refused)):
        assert refused.code in ("publication.wrong_state_since", "publication.changed_meanwhile")
        said = sentences(refused.code, refused.facts)
        assert all(
            refused.facts["by"] in text and refused.facts["when"] in text for text in said.values()
        )


def test_fifty_approve_one_case(centre: Centre) -> None:
    [case] = submitted(centre, 1)
    people_ = approvers(centre, N)
    found = at_once([lambda by=by: actions.approve(by=by, case=case, at=AT) for by in people_])
    check_refusals(found)
    won = [one for one in found if isinstance(one, Case)]
    assert len(won) == 1
    assert {one.facts["by"] for one in found if isinstance(one, Refused)} == {
        won[0].decided_by.name
    }
    assert len(ledger.list_entries(verbs=("case.approved",))) == 1
    assert ApprovalOrder.objects.count() == 1
    assert ledger.verify().is_whole


def test_fifty_do_different_things_to_one_case(centre: Centre) -> None:
    """Each saw the case as it was submitted; whoever is first has done it, and nobody else has."""
    [case] = submitted(centre, 1)
    seen, deciders = queries.revision_of(case), approvers(centre, 30)
    deeds: list[Callable[[], Any]] = [
        *(
            lambda by=by: actions.approve(by=by, case=case, at=AT, revision=seen)
            for by in deciders[:15]
        ),
        *(
            lambda by=by: actions.return_(by=by, case=case, reason="ก", at=AT, revision=seen)
            for by in deciders[15:]
        ),
        *(lambda: actions.recall(by=centre.steward, case=case, at=AT) for _ in range(20)),
    ]
    found = at_once(deeds)
    check_refusals(found)
    assert sum(isinstance(one, Case) for one in found) == 1
    verbs = [e.verb for e in ledger.list_entries(subject=Subject("case", case.id))]
    assert len(verbs) == 4
    assert verbs[-1] in ("case.approved", "case.returned", "case.recalled")
    assert ledger.verify().is_whole


def test_fifty_upon_ten_cases(centre: Centre) -> None:
    """Five deeds a case, withdrawals and approvals of many among them: each case has one outcome."""
    waiting, people_ = submitted(centre, 10), approvers(centre, 10)
    shown = actions.publish(
        case=actions.approve(by=centre.approver, case=submitted_last(centre), at=AT), at=AT
    )
    seen = {case.pk: queries.revision_of(case) for case in waiting}
    deeds: list[Callable[[], Any]] = []
    for i, case in enumerate(waiting):
        by = people_[i]
        deeds += [
            lambda by=by, case=case: actions.approve(by=by, case=case, at=AT),
            lambda by=by, case=case: actions.return_(by=by, case=case, reason="ก", at=AT),
            lambda case=case: actions.recall(by=centre.steward, case=case, at=AT),
            lambda case=case: actions.approve(by=centre.admin, case=case, at=AT),
        ]
    wanted = [Wanted(case, seen[case.pk]) for case in waiting]
    deeds += [lambda by=by: actions.approve_many(by=by, wanted=wanted, at=AT) for by in people_[:5]]
    deeds += [
        lambda by=by: actions.withdraw(by=by, dataset=shown.dataset, reason="ก", at=AT)
        for by in people_[:5]
    ]
    found = at_once(deeds)
    assert len(deeds) == N
    faults = [one for one in found if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert faults == []
    done = Counter(
        entry.subject_id
        for entry in ledger.list_entries(verbs=("case.approved", "case.returned", "case.recalled"))
    )
    assert {case.pk: done[case.pk] for case in waiting} == {case.pk: 1 for case in waiting}
    approved = Case.objects.filter(pk__in=[case.pk for case in waiting], state="approved")
    # an order a person, but one of many for the cases that it approved together
    together = ledger.list_entries(verbs=("cases.approved",))
    listed = [one[1] for entry in together for one in entry.facts["cases"]]
    assert len(listed) == len(set(listed))
    alone = approved.count() - len(listed)
    assert ApprovalOrder.objects.count() == alone + len(together) + 1
    assert len(ledger.list_entries(verbs=("dataset.withdrawn",))) == 1
    assert ledger.verify().is_whole


def test_fifty_number_their_orders(centre: Centre) -> None:
    """Fifty cases by fifty people: the numbers run from one to fifty, none twice."""
    waiting, people_ = submitted(centre, N), approvers(centre, N)
    found = at_once(
        [
            lambda by=by, case=case: actions.approve(by=by, case=case, at=AT)
            for by, case in zip(people_, waiting, strict=True)
        ]
    )
    assert {case.order_number for case in found} == {f"{n}/2569" for n in range(1, N + 1)}
    assert ledger.verify().is_whole


def test_fifty_write_one_description(centre: Centre) -> None:
    """Whoever saw what stands writes; the others are told, and nothing is overwritten unseen."""
    case = cases.draft(centre)
    seen = queries.revision_of(case)
    found = at_once(
        [
            lambda i=i: actions.change_record(
                by=centre.steward, case=case, changes={"title_en": f"T{i}"}, at=AT, revision=seen
            )
            for i in range(N)
        ]
    )
    check_refusals(found)
    [won] = [i for i, one in enumerate(found) if isinstance(one, Case)]
    assert Case.objects.get(pk=case.pk).record["title_en"] == f"T{won}"


def submitted_last(centre: Centre) -> Case:
    return cases.submitted(centre, PATIENTS + "ตาก,2567,99\n", name="patients-99.csv")
