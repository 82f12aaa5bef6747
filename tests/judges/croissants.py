"""Verdicts of mlcroissant: a document of JSON-LD a line in, `{"errors": [...], "warnings": [...]}` out.

Runs in the judges' environment, and without the network: nothing is downloaded to validate.
"""

import json
import logging
import sys

import mlcroissant

logging.disable(logging.CRITICAL)
for line in sys.stdin:
    issues = []
    try:
        dataset = mlcroissant.Dataset(jsonld=json.loads(line))
        context = dataset.metadata.ctx.issues
        verdict = {"errors": sorted(context.errors), "warnings": sorted(context.warnings)}
    except mlcroissant.ValidationError as error:
        verdict = {"errors": [str(error)], "warnings": []}
    print(json.dumps(verdict))
