#!/usr/bin/python3
"""Are the .ui files sound: well-formed, named as their class, every text translatable, every
mnemonic used, and sentences ending as they should? Does each control that is insensitive say why?"""

import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

TEXTS = {"label", "title", "tooltip-text", "placeholder-text", "primary-icon-tooltip-text",
         "secondary-icon-tooltip-text", "text", "secondary-text"}
WORDS = re.compile(r"[A-Za-z]{2}")
MNEMONIC = re.compile(r"(?<!_)_\w")
# Only cs_widget_set_sensitive_because, which has the words for it, may use these.
SILENT = re.compile(r"\b(gtk_widget_set_sensitive|gtk_dialog_set_response_sensitive) \(")
WITH_WORDS = re.compile(r"\bcs_widget_set_sensitive_because \(\s*(?:GTK_WIDGET \()?\w+->(\w+)")
SPEAKER = "dialogs.c"


def class_name(stem):
    return "Cs" + "".join(word.capitalize() for word in stem.split("-"))


def text_faults(parent):
    properties = {child.get("name").replace("_", "-"): child for child in parent.findall("property")}
    underline = properties.get("use-underline")
    for name, child in properties.items():
        text = child.text or ""
        if name not in TEXTS or not WORDS.search(text):
            continue
        if child.get("translatable") != "yes":
            yield f'"{text}" is not translatable'
        if "..." in text:
            yield f'"{text}" has three dots in place of an ellipsis'
        if name == "label" and MNEMONIC.search(text):
            if underline is None or underline.text.lower() not in ("true", "1", "yes"):
                yield f'"{text}" has a mnemonic, but no use-underline'


def file_faults(path):
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        yield str(error)
        return
    template = root.find("template")
    if template is not None and template.get("class") != class_name(path.stem):
        yield f"has the template of {template.get('class')}, not of {class_name(path.stem)}"
    for parent in root.iter():
        yield from text_faults(parent)


def silence(folder):
    """Controls that are made insensitive without a word"""
    explained = set()
    for path in sorted((folder.parent / "src" / "app").glob("*.c")):
        code = path.read_text()
        explained |= set(WITH_WORDS.findall(code))
        if path.name != SPEAKER:
            yield from (f"src/app/{path.name}: {found} does not say why, as "
                        "cs_widget_set_sensitive_because does" for found in SILENT.findall(code))
    for path in sorted(folder.glob("*.ui")):
        for node in ElementTree.parse(path).getroot().iter("object"):
            if any(child.get("name") == "sensitive" for child in node.findall("property")) \
                    and node.get("id") not in explained:
                yield f"ui/{path.name}: {node.get('id')} does not say why it is insensitive"


def main(folder):
    paths = sorted(folder.glob("*.ui"))
    faults = [f"ui/{path.name}: {fault}" for path in paths for fault in file_faults(path)]
    faults += silence(folder)
    print("\n".join(faults) or f"{len(paths)} files are in order")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
