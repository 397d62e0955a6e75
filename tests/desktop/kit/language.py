"""The window's words in another language, as its translators have written them.

Tests speak English throughout: what they look for is translated here before it is compared with
what is on the screen.
"""

import gettext
import os
import re
import subprocess

from lib import build

MNEMONIC = re.compile(r"_(.)")
CONTEXT = "\x04"  # stands between the context of a text and the text


def _shown(text):
    """As the screen has it, without the mark of the mnemonic"""
    return MNEMONIC.sub(r"\1", text)


def compile_catalogue(language, folder):
    """Where COUNTERSIGN_LOCALE_DIR finds it"""
    messages = os.path.join(folder, language, "LC_MESSAGES")
    os.makedirs(messages)
    subprocess.run(["msgfmt", "-o", os.path.join(messages, "countersign.mo"),
                    f"{build.SOURCE}/po/{language}.po"], check=True)


class Words:
    """English words, and what stands for them; without a language they are themselves."""

    def __init__(self, language=None, folder=None):
        self._words, self._forms, self._marked = {}, [], {}
        if language is None:
            return
        compile_catalogue(language, folder)
        catalogue = gettext.translation("countersign", folder, [language])._catalog
        for english, other in catalogue.items():
            if not isinstance(english, str) or not english:
                continue
            english = english.rpartition(CONTEXT)[2]
            self._words[_shown(english)] = _shown(other)
            self._marked[english] = other
            if english.count("%s") == 1 and "%" not in english.replace("%s", ""):
                form = re.escape(english).replace("%s", "(.+)")
                self._forms.append((re.compile(form), other))

    def __getitem__(self, text):
        if text in self._words:
            return self._words[text]
        for form, other in self._forms:
            match = form.fullmatch(text)
            if match:
                return other.replace("%1$s", "%s").replace("%s", self[match[1]])
        return text

    def with_mnemonic(self, label):
        """Of a label as it stands in a file of ui/"""
        return self._marked.get(label, label)
