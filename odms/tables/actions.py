"""Work ahead: the files that readers will ask for."""

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Gone, TooLarge
from odms.lake.exports import FORMATS
from odms.tables import queries


def write_downloads(*, dataset_id: str) -> int:
    """Write the current tables of a published dataset in every format; how many files there are.

    A format that cannot hold a table is left out: whoever asks for it is told why.
    """
    try:
        dataset = catalogue.get_dataset_by_id(dataset_id)
    except (Absent, Gone):
        return 0
    releases = [table.current for table in catalogue.list_tables(dataset)]
    n = 0
    for release in releases:
        for format_ in FORMATS:
            try:
                queries.download(release, format_)
            except TooLarge:
                continue
            n += 1
    return n
