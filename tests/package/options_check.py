#!/usr/bin/env python3
"""options_check.py BINARY PAGE: does the man page describe the program?

Asks the program and each of its commands for --help. Every command and option must stand in the
page, and the page must name no option that no command has and the program's version. Exits 1 and names what is wrong.
"""
import pathlib
import re
import subprocess
import sys

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]+")


def commands_of(binary, path=()):
    """Every command's words with its help text, the program itself first."""
    text = subprocess.run([binary, *path, "--help"], check=True, capture_output=True, text=True).stdout
    yield path, text
    _, _, subcommands = text.partition("Subcommands:")
    for name in re.findall(r"^  ([a-z][a-z-]*) ", subcommands, re.MULTILINE):
        yield from commands_of(binary, (*path, name))


def options_in(help_text):
    """The options that a help text lists; its sentences may name others."""
    lines = [line for line in help_text.splitlines() if re.match(r"^  -", line)]
    return {option for line in lines for option in OPTION.findall(line.split("  ")[1])}


def main():
    binary, page_file = sys.argv[1:]
    page = pathlib.Path(page_file).read_text().replace("\\-", "-").replace("\\~", " ")
    faults, known, count = [], {"--version"}, 0
    for path, text in commands_of(binary):
        name = " ".join(path)
        count += 1
        if name and not re.search(rf"\b{name}\b", page):
            faults.append(f"the page lacks the command {name}")
        options = options_in(text)
        known |= options
        faults += [f"the page lacks {o} of {name or 'the program'}" for o in sorted(options) if o not in page]
    faults += [f"the page names {o}, which no command has" for o in sorted(set(OPTION.findall(page)) - known)]
    version = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    if f'"imprint {version}"' not in page:
        faults.append(f"the page is not of version {version}")
    for fault in faults:
        print(f"options_check: {fault}", file=sys.stderr)
    if not faults:
        print(f"options_check: {count} commands and {len(known)} options, all described")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
