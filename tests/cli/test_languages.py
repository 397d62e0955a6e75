"""The countersign command in each language of po/LINGUAS: people read theirs, programs do not."""

import gettext
import os
import pathlib
import subprocess

from cli_kit import Home, expect
from lib.tap import case, run

PO = pathlib.Path(__file__).resolve().parents[2] / "po"
LANGUAGES = (PO / "LINGUAS").read_text().split()
USAGE = "Usage: countersign COMMAND [OPTION…]"
UNCHANGED = (["show", "--json"], ["explain", "ann@example.com", "--offline", "--json"])


def home_in(bed, language):
    """A home with the catalogue of po/, whatever is installed on the machine."""
    home = Home(bed)
    folder = bed.folder("locale", language, "LC_MESSAGES")
    path = os.path.join(folder, "countersign.mo")
    subprocess.run(["msgfmt", PO / f"{language}.po", "-o", path], check=True)
    home.environment.update({"LANGUAGE": language, "COUNTERSIGN_LOCALE_DIR": bed.path("locale")})
    with open(path, "rb") as file:
        return home, gettext.GNUTranslations(file)


@case("languages/english")
def english(bed):
    assert USAGE in expect(Home(bed).run("--help"), 0)


for name in LANGUAGES:

    @case(f"languages/{name}/help", name)
    def help_is_translated(bed, language):
        home, catalogue = home_in(bed, language)
        assert catalogue.gettext(USAGE) != USAGE
        assert catalogue.gettext(USAGE) in expect(home.run("--help"), 0)

    @case(f"languages/{name}/plurals", name)
    def plurals_are_translated(bed, language):
        home, catalogue = home_in(bed, language)
        twelve = catalogue.ngettext("%d hour", "%d hours", 12) % 12
        assert twelve in expect(home.run("show"), 0), twelve

    @case(f"languages/{name}/mistakes", name)
    def mistakes_are_translated(bed, language):
        home, catalogue = home_in(bed, language)
        sentence = catalogue.gettext("there is no command “%s”; did you mean “%s”?") % ("shwo", "show")
        assert home.run("shwo").stderr.decode() == f"countersign: {sentence}\n"
        reason = catalogue.gettext("nothing stands between two dots")
        assert reason in home.run("domain", "add", "a..b").stderr.decode(), reason


@case("languages/json-is-the-same")
def json_is_the_same(bed):
    for arguments in UNCHANGED:
        english = Home(bed).run(*arguments).stdout
        for language in LANGUAGES:
            home, _ = home_in(bed, language)
            assert home.run(*arguments).stdout == english, (language, arguments)


run()
