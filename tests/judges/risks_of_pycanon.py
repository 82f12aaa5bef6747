"""Run in an environment that has pycanon: k, l and t of tables, as it works them out.

Reads one JSON object a line, `{"columns": {name: [values]}, "quasi": [names], "sensitive": [names]}`,
and answers `{"k", "l": {name: n}, "t": {name: x}}` a line.
"""

import json
import sys
import warnings

import pandas as pd
from pycanon import anonymity

warnings.simplefilter("ignore")


def risk(table: dict) -> dict:
    """The figures of one table."""
    data, quasi = pd.DataFrame(table["columns"]), table["quasi"]
    return {
        "k": int(anonymity.k_anonymity(data, quasi)),
        "l": {name: int(anonymity.l_diversity(data, quasi, [name])) for name in table["sensitive"]},
        "t": {
            name: float(anonymity.t_closeness(data, quasi, [name])) for name in table["sensitive"]
        },
    }


for line in sys.stdin:
    print(json.dumps(risk(json.loads(line))))
