"""Imprint and its peer with the same templates, ready to be asked."""
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from measured_bundle import CONNECTION, write_bundle

from . import contestants
from .answers import Client
from .bench import Bench
from .load import Target
from .outcome import Failed
from .process import Process, run

COLLECTIONS = {"Integration": "integrations", "Connection": "connections", "Export": "exports",
               "Flow": "flows"}
INSTALL = "/v1/integrations/template/"


@dataclass
class World:
    """A server, a token, and templates by their number of resources."""
    server: Process
    data: Path
    token: str
    connection: str
    templates: dict[int, str] = field(default_factory=dict)
    mapped: dict[str, str] = field(default_factory=dict)  # templates' own connections, where not CONNECTION

    def connection_map(self, template: str) -> dict[str, dict[str, str]]:
        return {"connectionMap": {self.mapped.get(template, CONNECTION): self.connection}}

    def install_body(self, template: str) -> str:
        return json.dumps(self.connection_map(template))

    def client(self) -> Client:
        return Client(self.server.url, self.token)

    def get(self, path: str) -> Target:
        return Target(self.server, path, token=self.token)

    def get_any(self, paths: Path) -> Target:
        return Target(self.server, paths=paths, token=self.token)

    def template(self, resources: int) -> Target:
        return self.get(f"/v1/templates/{self.templates[resources]}")

    def preview(self, resources: int) -> Target:
        return self.get(f"/v1/templates/{self.templates[resources]}/preview")

    def install(self, resources: int, ids_only: bool) -> Target:
        template = self.templates[resources]
        path = INSTALL + template + ("?fields=ids" if ids_only else "")
        return Target(self.server, path, token=self.token, method="POST", body=self.install_body(template))


def bundle(bench: Bench, resources: int) -> Path:
    def make() -> Path:
        folder = bench.folder(f"bundle-{resources}")
        write_bundle(resources, folder)
        return folder
    return bench.once(f"bundle {resources}", make)


def make_token(bench: Bench, data: Path) -> str:
    return run([str(bench.settings.imprint), "token", "create", "--data", str(data), "--account", "bench",
                "--partner"]).strip()


def imprint_world(bench: Bench, *sizes: int) -> World:
    """A new Imprint with a published template of each size."""
    data = bench.folder("data")
    server = bench.imprint(data)
    world = World(server, data, make_token(bench, data), "")
    client = world.client()
    world.connection = client.json("POST", "/v1/connections", {"name": "mine", "type": "http"})["_id"]
    for size in sizes:
        world.templates[size] = publish(bench, client, size)
    client.close()
    return world


def publish(bench: Bench, client: Client, resources: int) -> str:
    folder = bundle(bench, resources)
    zipped = folder.with_suffix(".zip")
    if not zipped.exists():
        run([str(bench.settings.imprint), "pack", str(folder), "-o", str(zipped)])
    template = client.json("POST", "/v1/templates", {"name": "Measured"})["_id"]
    signed = client.json("GET", f"/v1/templates/{template}/upload/signedURL?file_type=application/zip")
    client.put_file(signed["signedURL"], zipped.read_bytes())
    client.json("PUT", f"/v1/templates/{template}", {"name": "Measured", "published": True})
    return template


def workers() -> int:
    """Processes of a peer that is read from: one a core."""
    return os.cpu_count() or 1


def peer_name(processes: int) -> str:
    return f"peer ({processes} process{'es' if processes > 1 else ''})"


def peer_world(bench: Bench, *sizes: int, workers: int = 1) -> World:
    """A new peer with a template of each size. Missing when there is no peer."""
    data = bench.folder("peer-data")
    token, connection = "imp_of_the_benchmark_which_is_no_secret_0000000", "65a000000000000000000001"
    bundles = [bundle(bench, size) for size in sizes]
    server, ids = contestants.start_peer(data, bundles, token, connection, workers, bench.folder("peer"))
    bench.started(server)
    return World(server, data, token, connection, dict(zip(sizes, ids, strict=True)))


def installed_paths(world: World, resources: int) -> list[str]:
    """Installs once and gives the path of each resource that came of it."""
    client = world.client()
    template = world.templates[resources]
    answer = client.json("POST", INSTALL + template, world.connection_map(template))
    client.close()
    paths = [f"/v1/{COLLECTIONS[item['model']]}/{item['doc']['_id']}" for item in answer["objects"]]
    # The connection is the account's own, so one less than the bundle has.
    if len(paths) < resources - 1:
        raise Failed(f"an install of {resources} resources brought {len(paths)}")
    return paths
