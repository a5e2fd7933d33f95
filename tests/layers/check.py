#!/usr/bin/env python3
"""Holds the layers: every include line in src/ against the DEPENDS of its folder's CMakeLists.txt.

A file may include headers of its own folder and of the folders that its imprint_layer() lists, and
a library's headers only where the table below allows them. Tests may also use their folder's own
test helpers and what TEST_DEPENDS lists. Exits 1 and names each line that breaks a rule.
"""
import pathlib
import re
import sys

SRC = pathlib.Path(__file__).resolve().parents[2] / "src"

# Libraries that one place alone may know.
LIBRARIES = {
    r"boost/": {"surface/http"},
    r"sqlite3\.h": {"store/sqlite"},
    r"sodium\.h": {"base"},
    r"simdjson\.h": {"base"},
    r"openssl/": {"blob", "blob/file", "blob/s3", "surface/http"},
    r"curl/": {"outbound", "blob/s3"},
    r"libpq-fe\.h": {"store/postgres"},
    r"utf8proc\.h": {"model"},
    r"prometheus/": {"metrics"},
    r"zip\.h|zlib\.h|re2/": {"bundle"},
    r"yaml-cpp/": {"openapi"},
    r"CLI/|toml\+\+/|spdlog/": {"main"},
}
# Whatever CMake says, these may never be.
NEVER = [
    (r"^(base|model|ports|bundle|app|store|blob|outbound|metrics)\b", r"^surface/"),
    (r"^(surface|app|bundle|model)\b", r"^((store|blob)/|(outbound|metrics)\b)"),
    (r"^surface/(?!http)", r"^surface/(?!http)"),
    (r"^(base|model|ports|bundle)\b", r"^app\b"),
]


def read_layers():
    """Folder -> (name, depends, test depends) of every imprint_layer()."""
    layers = {}
    for cmake in SRC.rglob("CMakeLists.txt"):
        call = re.search(r"imprint_layer\((\w+)([^)]*)\)", cmake.read_text())
        if call:
            lists = {"": []}
            key = ""
            for word in call.group(2).split():
                if re.fullmatch(r"SOURCES|DEPENDS|LIBRARIES|TESTS|TEST_DEPENDS", word):
                    key = word
                lists.setdefault(key, []).append(word)
            folder = str(cmake.parent.relative_to(SRC))
            layers[folder] = (call.group(1), lists.get("DEPENDS", []), lists.get("TEST_DEPENDS", []))
    return layers


def folder_of(path, layers):
    """The layer's folder that a path lies in; the innermost one."""
    inside = [folder for folder in layers if path == folder or path.startswith(folder + "/")]
    return max(inside, key=len, default=None)


def faults(layers):
    by_name = {name: folder for folder, (name, _, _) in layers.items()}
    files = 0
    for file in sorted(SRC.rglob("*.cc")) + sorted(SRC.rglob("*.h")):
        relative = str(file.relative_to(SRC))
        home = folder_of(relative, layers)
        if home is None:
            continue
        files += 1
        is_test = "_test." in file.name or "/testing/" in relative
        allowed = {by_name.get(name) for name in layers[home][1]} | {home}
        if is_test:
            allowed |= {by_name.get(name) for name in layers[home][2]}
        for number, line in enumerate(file.read_text().splitlines(), 1):
            own = re.match(r'#include "([^"]+)"', line)
            library = re.match(r"#include <([^>]+)>", line)
            where = f"src/{relative}:{number}"
            if own:
                target = folder_of(own.group(1), layers)
                if target is None:
                    # Helpers that several layers' tests share lie beside the layers.
                    if not is_test:
                        yield f"{where}: {own.group(1)} lies in no layer"
                elif target not in allowed:
                    yield f"{where}: {home} does not list {target}"
                elif not is_test:
                    for source, forbidden in NEVER:
                        if re.search(source, home) and re.search(forbidden, target) and target != home:
                            yield f"{where}: {home} may never use {target}"
            elif library and not is_test:
                for pattern, homes in LIBRARIES.items():
                    if re.match(pattern, library.group(1)) and home not in homes:
                        yield f"{where}: <{library.group(1)}> belongs to {', '.join(sorted(homes))}"
    if files < 50:
        yield f"only {files} files were found: is src/ where it should be?"


def main():
    found = list(faults(read_layers()))
    print("\n".join(found) or "the layers hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
