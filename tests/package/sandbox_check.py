#!/usr/bin/env python3
"""sandbox_check.py UNIT TRACE: would the unit's sandbox have let the traced program run?

TRACE is what `strace -f` wrote of it. Holds every system call against SystemCallFilter (groups as
systemd-analyze expands them), every socket against RestrictAddressFamilies, and, where the unit
says so, memory mappings against MemoryDenyWriteExecute and clones against RestrictNamespaces.
Exits 1 and names each call that the unit forbids.
"""
import pathlib
import re
import subprocess
import sys

CALL = re.compile(r"^(?:\d+ +)?([a-z_0-9]+)\((.*)$")


def unit_values(unit, name):
    """The values of a setting, in the order of its lines."""
    prefix = name + "="
    return [line[len(prefix) :].strip() for line in unit.splitlines() if line.startswith(prefix)]


def systemd_groups():
    """Group -> what stands in it, calls and groups."""
    text = subprocess.run(
        ["systemd-analyze", "syscall-filter"], check=True, capture_output=True, text=True
    ).stdout
    groups, name = {}, None
    for line in text.splitlines():
        word = line.strip()
        if line.startswith("@"):
            name = word
            groups[name] = set()
        elif name and line.startswith(" ") and word and not word.startswith("#"):
            groups[name].add(word)
        elif not line.startswith(" "):
            name = None
    return groups


def expand(word, groups):
    if not word.startswith("@"):
        return {word}
    return set().union(*(expand(inner, groups) for inner in groups[word]))


def allowed_calls(unit):
    """What remains when the filter's lines are applied one after the other."""
    groups = systemd_groups()
    allowed = expand("@default", groups)
    for line in unit_values(unit, "SystemCallFilter"):
        calls = set().union(*(expand(word, groups) for word in line.lstrip("~").split()))
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    return allowed


def forbidden_by(unit):
    """Rules that look at arguments: (call, arguments) -> the setting that forbids it, or None."""
    families = set(" ".join(unit_values(unit, "RestrictAddressFamilies")).split())
    no_exec = "yes" in unit_values(unit, "MemoryDenyWriteExecute")
    no_namespaces = "yes" in unit_values(unit, "RestrictNamespaces")

    def check(call, arguments):
        if call == "socket" and families and arguments.split(",")[0] not in families:
            return "RestrictAddressFamilies"
        writable_code = call == "mmap" and "PROT_WRITE" in arguments and "PROT_EXEC" in arguments
        if no_exec and (writable_code or (call == "mprotect" and "PROT_EXEC" in arguments)):
            return "MemoryDenyWriteExecute"
        if no_namespaces and (call in ("unshare", "setns") or "CLONE_NEW" in arguments):
            return "RestrictNamespaces"
        return None

    return check


def main():
    unit = pathlib.Path(sys.argv[1]).read_text()
    allowed, check = allowed_calls(unit), forbidden_by(unit)
    seen, faults = set(), set()
    for line in pathlib.Path(sys.argv[2]).read_text(errors="replace").splitlines():
        match = CALL.match(line)
        if not match:
            continue
        call, arguments = match.groups()
        seen.add(call)
        if call not in allowed:
            faults.add(f"{call}: SystemCallFilter")
        elif rule := check(call, arguments):
            faults.add(f"{call}({arguments[:60]}: {rule}")
    if not {"execve", "listen"} <= seen:
        faults.add("the trace shows no server")
    for fault in sorted(faults):
        print(f"sandbox_check: the unit forbids {fault}", file=sys.stderr)
    if not faults:
        print(f"sandbox_check: {len(seen)} system calls used, {len(allowed)} allowed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
