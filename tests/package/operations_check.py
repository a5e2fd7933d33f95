#!/usr/bin/env python3
"""Holds docs/operations.md against the sources.

Every metric of src/metrics and every table of the PostgreSQL schema is in it, and it names no metric
that is not there; the alerts are YAML; links lead to files and headings that exist. Exits 1 and
names what is wrong. Needs python3-yaml.
"""
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/operations.md"
METRIC = re.compile(r"\b(?:imprint|process)_[a-z]+_[a-z_]+\b")
# What Prometheus makes of a histogram.
SERIES = re.compile(r"_(bucket|sum|count)$")


def metric_faults(page):
    sources = "".join(file.read_text() for file in (ROOT / "src/metrics").glob("*_metrics.cc"))
    known = {name for name in re.findall(r'"((?:imprint|process)_[a-z_]+)"', sources) if "unknown" not in name}
    named = {SERIES.sub("", name) for name in METRIC.findall(page)}
    yield from (f"the page lacks the metric {name}" for name in sorted(known - named))
    # Function names of the shell examples look the same.
    yield from (f"there is no metric {name}" for name in sorted(named - known - {"imprint_admin"}))


def table_faults(page):
    for file in ("migrations.cc", "schema.cc"):
        text = (ROOT / "src/store/postgres" / file).read_text()
        for table in re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", text):
            if f"`{table}`" not in page:
                yield f"the page lacks the table {table}"


def anchors_of(page):
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    }


def link_faults(page):
    for target in re.findall(r"\]\(([^)]+)\)", page):
        file, _, anchor = target.partition("#")
        if file and not (PAGE.parent / file).exists():
            yield f"a link leads to {file}, which is not there"
        if not file and anchor not in anchors_of(page):
            yield f"a link leads to #{anchor}, which no heading has"


def alert_faults(page):
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        for group in yaml.safe_load(block)["groups"]:
            for rule in group["rules"]:
                if not rule.get("expr") or not rule.get("for"):
                    yield f"the alert {rule.get('alert')} lacks expr or for"


def main():
    page = PAGE.read_text()
    faults = [*metric_faults(page), *table_faults(page), *link_faults(page), *alert_faults(page)]
    for fault in faults:
        print(f"operations_check: {fault}", file=sys.stderr)
    if not faults:
        print("operations_check: no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
