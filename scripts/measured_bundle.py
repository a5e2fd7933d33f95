#!/usr/bin/env python3
"""Writes the template that is measured: an integration, a connection, and exports and flows about a
kilobyte each. Usage: measured_bundle.py RESOURCES FOLDER; what was in the folder goes."""
import json
import os
import shutil
import sys

count, root = int(sys.argv[1]), sys.argv[2]
shutil.rmtree(root, ignore_errors=True)
ids = ["5f0000000000000000%06x" % n for n in range(count)]


def write(path, document):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    json.dump(document, open(path, "w"), indent=2)


write("integration.json", {"_id": ids[0], "name": "Measured", "_registeredConnectionIds": [ids[1]]})
write(f"connections/c-{ids[1]}.json", {"_id": ids[1], "name": "Target", "type": "http"})
padding = {f"field{i}": {"extract": f"record.value{i}", "generate": f"target_{i}"} for i in range(11)}
for n in range(2, count):
    if n % 2 == 0:
        write(f"exports/e-{ids[n]}.json", {"_id": ids[n], "name": f"Export {n}", "_connectionId": ids[1],
              "http": {"relativeURI": "/orders", "method": "GET"}, "mapping": padding})
    else:
        write(f"flows/f-{ids[n]}.json", {"_id": ids[n], "name": f"Flow {n}", "_integrationId": ids[0],
              "pageGenerators": [{"_exportId": ids[n - 1]}], "settings": padding})
