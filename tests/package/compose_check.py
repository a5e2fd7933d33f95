#!/usr/bin/env python3
"""Checks packaging/compose without Docker.

Every image has a fixed tag; every variable is in .env.example, which holds no secret; services,
volumes and files that are referred to exist; two Imprints differ in nothing and are what nginx.conf
names; options given to Imprint are in the man page. The nginx configuration is tested by nginx
itself. Exits 1 and names what is wrong. Needs python3-yaml and nginx.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packaging/compose"
BUILT_HERE = "imprint"


def image_faults(services):
    for name, service in services.items():
        image, _, tag = service["image"].partition(":")
        if tag in ("", "latest"):
            yield f"{name}: {service['image']} has no fixed tag"
        if image == BUILT_HERE:
            version = re.search(r"^project\(imprint VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text(), re.M)
            if tag != version.group(1):
                yield f"{name}: the image is {tag}, the program {version.group(1)}"


def variable_faults(text):
    example = dict(re.findall(r"^(\w+)=(.*)$", (FOLDER / ".env.example").read_text(), re.MULTILINE))
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    yield from (f"{name} is not in .env.example" for name in sorted(used - set(example)))
    yield from (f".env.example has {name}, which nothing uses" for name in sorted(set(example) - used))
    for name, value in example.items():
        if value and re.search("PASSWORD|KEY|TOKEN", name):
            yield f".env.example holds a value for {name}"


def reference_faults(document):
    services = document["services"]
    for name, service in services.items():
        yield from (f"{name} depends on {d}, which is not there" for d in service.get("depends_on", {}) if d not in services)
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            there = (FOLDER / source).exists() if source.startswith(".") else source in document["volumes"]
            if not there:
                yield f"{name}: there is no volume {source}"
        context = service.get("build", {}).get("context")
        if context and not (FOLDER / context / "Dockerfile").exists():
            yield f"{name}: there is no Dockerfile in {context}"
        for port in service.get("ports", []):
            if not port.startswith("127.0.0.1:"):
                yield f"{name}: {port} is open to the network"


def imprint_faults(services, nginx):
    ours = {name: s for name, s in services.items() if s["image"].split(":")[0] == BUILT_HERE}
    if len(ours) != 2 or len({str(s) for s in ours.values()}) != 1:
        yield "there should be two Imprints that are set up alike"
    upstreams = set(re.findall(r"server ([\w-]+):8080", nginx))
    if upstreams != set(ours):
        yield f"nginx.conf names {sorted(upstreams)} instead of {sorted(ours)}"
    page = (ROOT / "packaging/man/imprint.1").read_text().replace("\\-", "-")
    for word in next(iter(ours.values()))["command"]:
        if word.startswith("--") and word.split("=")[0] not in page:
            yield f"imprint(1) knows no {word}"


def nginx_faults(nginx):
    """The names of the services cannot be resolved here."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "nginx.conf")
        text = re.sub(r"imprint-\d:", "127.0.0.1:", nginx)
        file.write_text(text.replace("/tmp/nginx.pid", f"{folder}/nginx.pid"))
        ran = subprocess.run(["nginx", "-t", "-q", "-c", str(file)], capture_output=True, text=True)
        yield from (f"nginx: {line}" for line in ran.stderr.splitlines())


def main():
    text = (FOLDER / "compose.yaml").read_text()
    document = yaml.safe_load(text)
    services = document["services"]
    nginx = (FOLDER / "nginx.conf").read_text()
    faults = [
        *image_faults(services),
        *variable_faults(text),
        *reference_faults(document),
        *imprint_faults(services, nginx),
        *nginx_faults(nginx),
    ]
    for fault in faults:
        print(f"compose_check: {fault}", file=sys.stderr)
    if not faults:
        print(f"compose_check: {len(services)} services, no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
