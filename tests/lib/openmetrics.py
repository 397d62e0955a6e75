"""A strict reader of the OpenMetrics text format, version 1.0: whatever is not allowed is an error.

https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md, as far as gauges,
counters and infos go; everything else is refused, too.
"""

import re

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[n"\\])*)"')
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
ESCAPES = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}
SUFFIXES = {"gauge": "", "counter": "_total", "info": "_info"}
RESERVED = ("_total", "_created", "_count", "_sum", "_bucket", "_gcount", "_gsum", "_info")


class NotOpenMetrics(Exception):
    pass


def _check(condition, what, line):
    if not condition:
        raise NotOpenMetrics(f"{what}: {line!r}")


def _unescape(text):
    return re.sub(r'\\[n"\\]', lambda escape: ESCAPES[escape[0]], text)


def _read_labels(text, line):
    labels = {}
    at = 0
    while True:
        match = LABEL.match(text, at)
        _check(match, "no label", line)
        _check(match[1] not in labels, "a label twice", line)
        _check(not match[1].startswith("__"), "a reserved label", line)
        labels[match[1]] = _unescape(match[2])
        at = match.end()
        if at == len(text):
            return labels
        _check(text[at] == ",", "no comma", line)
        at += 1


class Reader:
    def __init__(self):
        self.families = {}
        self.samples = {}  # (name, sorted labels) to value
        self._family = None  # the one that is open

    def _metadata(self, line):
        match = re.match(r"# (TYPE|UNIT|HELP) ([^ ]+) (.*)\Z", line)
        _check(match, "no metadata", line)
        kind, name, text = match.groups()
        _check(NAME.match(name), "no name", line)
        if self._family is None or self._family["name"] != name:
            _check(name not in self.families, "a family twice", line)
            self._family = self.families[name] = {"name": name, "n": 0}
        _check(self._family["n"] == 0, "metadata behind samples", line)
        _check(kind not in self._family, f"{kind} twice", line)
        self._family[kind] = text
        if kind == "TYPE":
            _check(text in SUFFIXES, "an unknown type", line)
            _check(not name.endswith(RESERVED), "a reserved suffix", line)
        elif kind == "UNIT":
            _check(text and name.endswith("_" + text), "a unit that is not in the name", line)
        else:
            _check(re.fullmatch(r'(?:[^"\\\n]|\\[n"\\])*', text), "help that is not escaped", line)

    def _sample(self, line):
        match = re.match(r"([^ {]+)(?:\{(.*)\})? ([^ ]+)\Z", line)
        _check(match and NAME.match(match[1]), "no sample", line)
        family = self._family
        _check(family is not None and "TYPE" in family, "a sample without a type", line)
        _check(match[1] == family["name"] + SUFFIXES[family["TYPE"]],
               "a sample of another family", line)
        _check(NUMBER.match(match[3]), "no number", line)
        value = float(match[3])
        labels = _read_labels(match[2], line) if match[2] else {}
        _check(match[2] != "", "empty labels", line)
        _check(family["TYPE"] != "counter" or value >= 0, "a counter below zero", line)
        _check(family["TYPE"] != "info" or value == 1, "an info that is not 1", line)
        key = (match[1], tuple(sorted(labels.items())))
        _check(key not in self.samples, "a sample twice", line)
        self.samples[key] = value
        family["n"] += 1

    def read(self, text):
        _check(text.endswith("\n# EOF\n") or text == "# EOF\n", "no end", text[-20:])
        _check("\r" not in text, "a carriage return", "")
        for line in text[:-len("# EOF\n")].split("\n")[:-1]:
            if line.startswith("#"):
                self._metadata(line)
            else:
                self._sample(line)
        return self

    def value(self, name, **labels):
        return self.samples[(name, tuple(sorted(labels.items())))]


def parse(text):
    return Reader().read(text)
