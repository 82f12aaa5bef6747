"""What the demonstration centre tells of the nation, and computes of it once it is built."""

from datetime import UTC, datetime

from odms.cli.demo import build, nation
from odms.ledger import queries as ledger
from odms.programme import queries as programme

AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


def test_the_centre_tells_of_the_roadmap(db: None) -> None:
    build.found(AT)
    nation.tell(AT)
    states = {step.code: step.state for step in programme.list_steps()}
    assert states == {
        "awareness": "done",
        "architecture": "done",
        "oecd": "active",
        "standard": "active",
        "networks": "active",
        "centre": "active",
        "cooperation": "planned",
    }
    nation.compute(AT)
    values = {one.code: one.value for one in programme.list_indicators()}
    assert values["publishing"] == 0.0
    assert (values["networks"], values["network-partners"]) == (1, 4)
    assert (values["people-trained"], len(programme.list_gaps())) == (43, 2)
    assert ledger.verify().is_whole
