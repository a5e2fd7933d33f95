#!/usr/bin/env python3
"""Holds the shipped settings file and the man page against src/main/config.cc.

Every setting that the program knows stands in packaging/config/imprint.toml, set or commented out,
and in packaging/man/imprint.1, and neither names one that it does not know. The file with all
comments taken off is valid TOML. Limits show the defaults of src/base/limits.h.
Exits 1 and names what is wrong.
"""
import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMENTED = re.compile(r"^#(?=[a-z_]+ = )", re.MULTILINE)


def read(name):
    return (ROOT / name).read_text()


def known_settings():
    """The names in TopSetters and in LimitSetters."""
    source = read("src/main/config.cc")
    top = source[source.index("Setters TopSetters") : source.index("Setters LimitSetters")]
    limits = source[source.index("Setters LimitSetters") : source.index("Status Apply")]
    names = re.compile(r'\{"([a-z_]+)",')
    return set(names.findall(top)), set(names.findall(limits))


def default_limits():
    """Name -> value of every member of Limits, computed from its initialiser."""
    found = {}
    member = re.compile(r"^\s+std::[\w:]+ (\w+)(?: = ([^;]+)|\{([^}]+)\});", re.MULTILINE)
    for name, plain, braced in member.findall(read("src/base/limits.h")):
        text = re.sub(r"(\d)ull\b", r"\1", plain or braced)
        if not re.fullmatch(r"[\d *]+", text):
            raise SystemExit(f"settings_check: cannot read the default of {name}: {text}")
        product = 1
        for factor in text.split("*"):
            product *= int(factor)
        found[name] = product
    return found


def file_faults(shown, top, limits):
    faults = []
    for table, names, where in ((shown, top, ""), (shown.get("limits", {}), limits, "limits.")):
        keys = {key for key, value in table.items() if not isinstance(value, dict)}
        faults += [f"imprint.toml lacks {where}{name}" for name in sorted(names - keys)]
        faults += [f"imprint.toml names {where}{name}, which is no setting" for name in sorted(keys - names)]
    defaults = default_limits()
    for name, value in shown.get("limits", {}).items():
        if name in defaults and defaults[name] != value:
            faults.append(f"imprint.toml shows {name} = {value}, its default is {defaults[name]}")
    return faults


def main():
    top, limits = known_settings()
    shown = tomllib.loads(COMMENTED.sub("", read("packaging/config/imprint.toml")))
    faults = file_faults(shown, top, limits)
    page = read("packaging/man/imprint.1").replace("\\", "")
    faults += [f"imprint.1 lacks the setting {name}" for name in sorted(top | limits) if name not in page]
    for fault in faults:
        print(f"settings_check: {fault}", file=sys.stderr)
    if not faults:
        print(f"settings_check: {len(top)} settings and {len(limits)} limits, all described")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
