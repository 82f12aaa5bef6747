"""Every hard file: each quirk alone on each kind of file, and combinations from a seed."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.samples.thai.paper import Paper, paper
from tests.samples.thai.quirks import QUIRKS, Quirk
from tests.samples.thai.writers import WRITERS

N_COMBINATIONS = 160
_SEED = 2565


@dataclass(frozen=True)
class Variant:
    """One hard file: its kind and the quirks that it shows."""

    kind: str
    quirks: tuple[str, ...]
    seed: int

    @property
    def name(self) -> str:
        """What the file is called; Thai names are part of the trouble."""
        return f"แฟ้ม {'+'.join(self.quirks) or 'plain'} {self.seed}.{self.kind}"

    def paper(self) -> Paper:
        """The table with its quirks, and the truth."""
        chosen = [QUIRKS[name] for name in self.quirks]
        columns = tuple(dict.fromkeys(name for one in chosen for name in one.columns))
        made = paper(self.seed, columns)
        for one in chosen:
            one.write(made)
        return made

    def make(self) -> bytes:
        """The bytes of the file."""
        return WRITERS[self.kind](self.paper())


def variants() -> list[Variant]:
    """All of them, always the same."""
    found = [Variant(kind, (), i) for i, kind in enumerate(WRITERS)]
    for name, one in QUIRKS.items():
        found += [Variant(kind, (name,), _SEED + len(found)) for kind in WRITERS if kind in one.on]
    chance = random.Random(_SEED)
    while len(combined := [one for one in found if len(one.quirks) > 1]) < N_COMBINATIONS:
        kind = chance.choice(["csv", "csv", "xlsx", "xlsx", "xls", "ods", "json"])
        quirks = compatible(chance.sample(sorted(QUIRKS), 12), kind)[: chance.randrange(2, 7)]
        if len(quirks) > 1:
            found.append(Variant(kind, quirks, _SEED + 1_000 + len(combined)))
    return found


def compatible(names: Iterable[str], kind: str) -> tuple[str, ...]:
    """Of these quirks those that one file of this kind can show together, in writing order."""
    taken: set[str] = set()
    chosen: list[Quirk] = []
    for one in (QUIRKS[name] for name in names):
        if kind in one.on and not taken & one.of:
            taken |= one.of
            chosen.append(one)
    return tuple(one.name for one in _in_order(chosen))


def _in_order(chosen: Sequence[Quirk]) -> list[Quirk]:
    """In the order in which quirks are declared: cells, then rows, then bytes."""
    places = {name: i for i, name in enumerate(QUIRKS)}
    return sorted(chosen, key=lambda one: places[one.name])
