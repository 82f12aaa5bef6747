"""Quality of a delivered file in the six dimensions of the national guideline.

The measures, their weights and the bands are declared in `definitions/<country>/quality.yaml`. What
the file shows is computed from its report and profiles; what only the rooms above know (the
record, its dates, links, use) is handed in as plain values. Nothing is guessed: what is not known
is not measured, weighs nothing, and is told as such.
"""

from odms.engine.quality.facts import Circumstances, Facts
from odms.engine.quality.score import Dimension, Measure, Quality, Step, assess

__all__ = ["Circumstances", "Dimension", "Facts", "Measure", "Quality", "Step", "assess"]
