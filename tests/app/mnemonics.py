#!/usr/bin/python3
"""Can everything in the windows be reached from the keyboard, and named by a screen reader?

No mnemonic may be used twice in what is on the screen together (a page is there with the window's
own buttons), and each control that takes input needs a label with a mnemonic, or a name."""

import collections
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

BUTTONS = {"GtkButton", "GtkCheckButton", "GtkRadioButton", "GtkToggleButton", "GtkExpander"}
QUANTITIES = {"CsDurationField", "CsSizeField"}
INPUTS = {"GtkEntry", "GtkSearchEntry", "GtkSpinButton", "GtkComboBoxText", "GtkTreeView",
          "GtkTextView", "GtkListBox", *QUANTITIES}
PART = re.compile("_[a-z]+$")
WINDOW = "properties-window.ui"


def properties(node):
    return {child.get("name"): child.text or "" for child in node.findall("property")}


def mnemonic(values):
    text = values.get("label", "").replace("__", "")
    if values.get("use-underline") != "True" or "_" not in text:
        return None
    return text[text.index("_") + 1].lower()


def mnemonics(root):
    for node in root.iter("object"):
        letter = mnemonic(properties(node))
        if letter is not None:
            yield letter, properties(node)["label"]
    for node in root.iter("accelerator"):
        if node.get("modifiers") == "GDK_MOD1_MASK":
            yield node.get("key").lower(), "a key of its own"


def twice(*roots):
    used = collections.defaultdict(list)
    for root in roots:
        for letter, label in mnemonics(root):
            used[letter].append(label)
    for letter, labels in sorted(used.items()):
        if len(labels) > 1:
            yield f"Alt+{letter} belongs to {' and '.join(labels)}"


def has_name(node):
    return any(
        values.get("AtkObject::accessible-name")
        for child in node.findall("child[@internal-child='accessible']/object")
        for values in [properties(child)]
    )


def unnamed(root):
    labelled = {properties(node).get("mnemonic-widget") for node in root.iter("object")}
    ids = {node.get("id") for node in root.iter("object")}
    for node in root.iter("object"):
        name = node.get("id") or node.get("class")
        if node.get("class") in BUTTONS:
            if mnemonic(properties(node)) is None and not has_name(node):
                yield f"{name} has neither a mnemonic nor a name"
        elif f"{PART.sub('', name)}_check" in ids:
            continue  # cs_option_field_set_check names it after the box
        elif node.get("class") in QUANTITIES:
            # cs_quantity_field_set_label ties it to the label in front
            if f"{name.removesuffix('_field')}_label" not in ids:
                yield f"{name} has no label"
        elif node.get("class") in INPUTS and name not in labelled and not has_name(node):
            yield f"{name} has neither a label nor a name"


def faults(folder):
    window = ElementTree.parse(folder / WINDOW).getroot()
    for path in sorted(folder.glob("*.ui")):
        root = ElementTree.parse(path).getroot()
        together = [root, window] if path.stem.endswith(("-page", "-view")) else [root]
        if path.name != "quantity-field.ui":
            yield from (f"ui/{path.name}: {fault}" for fault in unnamed(root))
        yield from (f"ui/{path.name}: {fault}" for fault in twice(*together))


def main(folder):
    found = list(faults(folder))
    print("\n".join(found) or "everything has its key and its name")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
