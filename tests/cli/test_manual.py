"""Does the manual page know every command and every option that the program knows?"""

import re

from cli_kit import Home, expect
from lib.build import SOURCE
from lib.tap import case, run


def manual(name="countersign.1"):
    with open(f"{SOURCE}/data/man/{name}", encoding="utf-8") as page:
        return page.read()


SETTINGS_PAGE = manual("countersign-delivery.json.5")


def commands(home):
    return re.findall(r"^  ((?:[a-z]+ )?[a-z]+) .*$", expect(home.run("--help"), 0), re.MULTILINE)


@case("manual/commands")
def all_commands(bed):
    known = [name.split(" ") for name in commands(Home(bed))]
    assert len(known) >= 17, known
    page = manual()
    for words in known:
        pattern = r"^\.It Cm .*\b" + r"\b.*\b".join(words) + r"\b"
        assert re.search(pattern, page, re.MULTILINE), words


@case("manual/options")
def all_options(bed):
    page = manual()
    home = Home(bed)
    for name in commands(home):
        out = expect(home.run(*name.split(" "), "--help"), 0)
        for option in set(re.findall(r"--(?:\[no-\])?([a-z-]+)", out)) - {"help", "version"}:
            # the site's own table is in countersign-delivery.json(5)
            mentioned = re.search(rf"Fl -{option}\b", page) or (name == "site set"
                                                                and option in SETTINGS_PAGE)
            assert mentioned, (name, option)


run()
