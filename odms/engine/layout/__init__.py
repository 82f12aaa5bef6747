"""Where on a sheet its tables stand: their columns, titles, headers, bodies, totals and notes.

The rules are those of thai-data §5. Every source row of a table's stretch is accounted for once:
source rows = preamble + header + rows + rejected + footer + blank.
"""

from odms.engine.errors import NotATable
from odms.engine.grid import Grid, Workspace
from odms.engine.layout.blocks import columns_of, is_drawing, parallel, stacked
from odms.engine.layout.body import lay_out
from odms.engine.layout.plan import Layout, Rejected
from odms.engine.layout.window import look

__all__ = ["Layout", "Rejected", "analyse"]


def analyse(grid: Grid, work: Workspace) -> list[Layout]:
    """The tables of a grid, from left to right and from top to bottom.

    Raises NotATable for a grid that holds none.
    """
    if grid.names is not None:
        return [lay_out(grid, work, None, tuple(range(grid.n_columns)), 0, grid.n_source_rows)]
    window = look(grid, work)
    if not window.head:
        raise NotATable("reading.no_table_blank")
    if window.chosen is not None:
        columns = tuple(column for block in columns_of(window, grid, work) for column in block)
        return [lay_out(grid, work, window, columns, 0, grid.n_source_rows)]
    if is_drawing(window):
        raise NotATable("reading.no_table_drawing")
    places = []
    for columns in columns_of(window, grid, work):
        part = window.part(columns)
        for first, end in stacked(part, grid.n_source_rows):
            blocks = parallel(part.between(first, end), columns)
            places += [(block, first, end) for block in blocks]
    is_alone = len({block for block, _, _ in places}) == 1
    return [
        lay_out(grid, work, window, block, first, end, is_alone=is_alone)
        for block, first, end in places
    ]
