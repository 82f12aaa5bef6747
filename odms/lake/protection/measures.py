"""All measures, in the order in which they are done to a table: cells first, rows, then counts."""

from odms.errors import Invalid
from odms.lake.protection import (
    age,
    band,
    drop,
    grid,
    mask,
    noise,
    period,
    place,
    postcode,
    pseudonymise,
    sample,
    small_cells,
    small_groups,
)
from odms.lake.protection.measure import Measure

MEASURES: dict[str, Measure] = {
    module.MEASURE.code: module.MEASURE
    for module in (
        drop, mask, pseudonymise, age, period, band, place, postcode, grid,
        small_groups, sample, small_cells, noise,
    )
}  # fmt: skip


def get(code: str) -> Measure:
    """The measure of a code. Raises Invalid for none."""
    if code not in MEASURES:
        raise Invalid("protection.unknown_measure", measure=code, known=", ".join(MEASURES))
    return MEASURES[code]
