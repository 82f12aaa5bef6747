"""Run in the judges' environment of CKAN: what its own harvester gathers from a site, as JSON.

python ckan_harvester.py URL [TERM ...]
"""

import json
import sys

from ckanext.harvest.harvesters.ckanharvester import CKANHarvester

url, *terms = sys.argv[1:]
harvester = CKANHarvester()
harvester._set_config("")
packages = harvester._search_for_datasets(url, terms or None)
print(
    json.dumps(
        {
            "packages": packages,
            "organizations": [
                harvester._get_organization(url, one["organization"]["name"]) for one in packages
            ],
            "groups": [
                harvester._get_group(url, group) for one in packages for group in one["groups"]
            ],
        }
    )
)
