#!/usr/bin/env python3
"""Reads the Dockerfile for the mistakes that a build would show late or never.

Known instructions only; images with a tag that is not `latest`; every COPY source in the tree and
let through by .dockerignore; no ADD; a last stage that does not end as root, installs without
recommends and leaves no package lists; exec forms; the files that packaging/build-deb copies are
all there. Exits 1 and names what is wrong.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
KNOWN = set("FROM COPY RUN USER WORKDIR VOLUME EXPOSE HEALTHCHECK ENTRYPOINT CMD ENV ARG LABEL".split())


def instructions(text):
    """(word, arguments) of each, continued lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word, rest.strip()


def let_through(path):
    """Whether .dockerignore, a list of exceptions from `*`, lets a path through."""
    lines = [line.strip() for line in (ROOT / ".dockerignore").read_text().splitlines()]
    return "!" + path.split("/")[0] in lines


def is_exec_form(text):
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def from_faults(rest, stages):
    words = rest.split()
    image, _, tag = words[0].partition(":")
    faults = []
    if image not in stages and tag in ("", "latest"):
        faults.append(f"FROM {words[0]} has no fixed tag")
    stages.append(words[2] if len(words) == 3 else str(len(stages)))
    return faults


def copy_faults(rest, stages):
    words = rest.split()
    if words[0].startswith("--from="):
        stage = words[0].removeprefix("--from=")
        return [] if stage in stages[:-1] else [f"COPY from the unknown stage {stage}"]
    faults = []
    for source in words[:-1]:
        if not (ROOT / source).exists():
            faults.append(f"COPY {source}: there is no such file")
        elif not let_through(source):
            faults.append(f"COPY {source}: .dockerignore keeps it out")
    return faults


def run_faults(rest):
    faults = []
    for install in re.findall(r"apt-get install[^&]*", rest):
        if "--no-install-recommends" not in install or " -y" not in install:
            faults.append(f"RUN {install.strip()[:60]}: say -y --no-install-recommends")
    return faults


def build_sources():
    """What packaging/build-deb copies from the tree."""
    line = re.search(r'^cp -a (CMakeLists.*) "\$stage"$', (ROOT / "packaging/build-deb").read_text(), re.MULTILINE)
    return line.group(1).split()


def check(text):
    stages, faults, last = [], [], {}
    copied = set()
    for word, rest in instructions(text):
        if word not in KNOWN:
            faults.append(f"{word}: not an instruction for this file")
        elif word == "FROM":
            faults += from_faults(rest, stages)
            last = {}
        elif word == "COPY":
            faults += copy_faults(rest, stages)
            copied |= set(rest.split()[:-1])
        elif word == "RUN":
            faults += run_faults(rest)
        last.setdefault(word, []).append(rest)
    faults += [f"packaging/build-deb needs {name}, which no COPY brings" for name in build_sources() if name not in copied]
    user = last.get("USER", ["root"])[-1]
    if user.split(":")[0] in ("root", "0"):
        faults.append("the image runs as root")
    for word in ("ENTRYPOINT", "CMD"):
        if not is_exec_form(last.get(word, [""])[-1]):
            faults.append(f"{word} is not in exec form")
    if not last.get("HEALTHCHECK"):
        faults.append("there is no HEALTHCHECK")
    if any("apt-get update" in run and "rm -rf" not in run for run in last.get("RUN", [])):
        faults.append("package lists stay in the image")
    return faults


def main():
    faults = check((ROOT / "Dockerfile").read_text())
    for fault in faults:
        print(f"dockerfile_check: {fault}", file=sys.stderr)
    if not faults:
        print("dockerfile_check: no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
