#!/usr/bin/env python3
"""Writes the template that is measured: an integration, a connection, and exports and flows about a
kilobyte each. Usage: measured_bundle.py RESOURCES FOLDER; what was in the folder goes."""
import json
import shutil
import sys
from pathlib import Path

CONNECTION = "5f0000000000000000000001"  # the id that an install maps to a connection of its own


def write_bundle(resources: int, folder: Path) -> None:
    """Fills `folder` with a bundle of so many resources, at least two."""
    shutil.rmtree(folder, ignore_errors=True)
    ids = [f"5f0000000000000000{n:06x}" for n in range(resources)]
    for name in ("connections", "exports", "flows"):
        (folder / name).mkdir(parents=True)

    def write(path: str, document: dict[str, object]) -> None:
        (folder / path).write_text(json.dumps(document, indent=2))

    write("integration.json", {"_id": ids[0], "name": "Measured", "_registeredConnectionIds": [ids[1]]})
    write(f"connections/c-{ids[1]}.json", {"_id": ids[1], "name": "Target", "type": "http"})
    padding = {f"field{i}": {"extract": f"record.value{i}", "generate": f"target_{i}"} for i in range(11)}
    for n in range(2, resources):
        if n % 2 == 0:
            write(f"exports/e-{ids[n]}.json", {
                "_id": ids[n], "name": f"Export {n}", "_connectionId": ids[1],
                "http": {"relativeURI": "/orders", "method": "GET"}, "mapping": padding})
        else:
            write(f"flows/f-{ids[n]}.json", {
                "_id": ids[n], "name": f"Flow {n}", "_integrationId": ids[0],
                "pageGenerators": [{"_exportId": ids[n - 1]}], "settings": padding})


if __name__ == "__main__":
    write_bundle(int(sys.argv[1]), Path(sys.argv[2]))
