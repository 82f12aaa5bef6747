"""The facts of the log with which CDLUC3/counter-processor is tested (counter_2018-05-01.log, MIT), by hand
from its lines: who came when, for what, and what its rules leave of it. The file itself is not here.

Of its 24 lines 19 are of an appliance of a search engine (a few stand here) and two of crawlers. A user, known by number
and cookie, opened one dataset twice within 23 seconds, and somebody with a telephone once.
"""

from datetime import datetime
from pathlib import Path

from factories import uses

from odms.usage import events
from odms.usage.keys import hashed
from odms.usage.rules import Visit, access_of, identity_of, normalised

APPLIANCE = "uci-google-search-appliance (Enterprise; T4-CGX5LF9EL8JCP; eus@uci.edu)"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
BAIDU = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"
CHROME = ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_12_6) AppleWebKit/537.36 (KHTML, like Gecko) "
          "Chrome/66.0.3359.139 Safari/537.36")  # fmt: skip
PHONE = ("Mozilla/5.0 (iPhone; CPU iPhone OS 11_2_5 like Mac OS X) AppleWebKit/604.5.6 (KHTML, like "
         "Gecko) Version/11.0 Mobile/15D60 Safari/604.1")  # fmt: skip

# time of 1 May 2018, network address, number and cookie of the user, dataset, what was done, program
LINES = [
    ("00:00:40", "128.195.188.234", "", "", "10.7280/D1H01B", "view", APPLIANCE),
    ("00:01:22", "128.195.188.234", "", "", "10.15146/R3W010", "view", APPLIANCE),
    ("00:04:18", "66.249.79.104", "", "", "10.7272/Q6KW5CXV", "download", GOOGLEBOT),
    ("00:05:19", "180.76.15.27", "", "", "10.7272/Q62Z13FS", "download", BAIDU),
    ("00:06:46", "128.195.188.234", "", "", "10.7280/D1H01B", "view", APPLIANCE),
    ("00:14:52", "169.234.214.13", "39", "1cf7", "10.7280/D1CD4C", "view", CHROME),
    ("00:15:15", "169.234.214.13", "39", "1cf7", "10.7280/D1CD4C", "view", CHROME),
    ("00:18:44", "128.195.188.234", "", "", "10.7280/D1J01N", "view", APPLIANCE),
    ("00:18:59", "70.187.186.51", "", "", "10.7280/D1CD4C", "view", PHONE),
]


def test_facts_of_its_log(tmp_path: Path) -> None:
    told = []
    for time, remote, user, cookie, dataset, kind, agent in LINES:
        local = datetime.fromisoformat(f"2018-05-01T{time}")
        address = f"/stash/dataset/doi:{dataset}"
        visit = Visit(address, agent=agent, remote=remote, user_id=user, user_cookie=cookie)
        whose = identity_of(visit, "2018-05-01", local.hour)
        told.append(
            uses.use(
                local.hour * 3600 + local.minute * 60 + local.second,
                user=hashed(tmp_path, "2018-05-01", whose),
                address=hashed(tmp_path, "2018-05-01", normalised(address)),
                dataset=dataset,
                kind=kind,
                access=access_of(agent),
            )
        )
    [row] = uses.count(tmp_path, told)
    counted = {name: n for name, n in zip(events.OF_DATASETS, row, strict=True) if n}
    assert counted == {
        "agency_id": "a1",
        "dataset_id": "10.7280/D1CD4C",
        "n_views": 2,
        "n_unique_investigations": 2,
    }
