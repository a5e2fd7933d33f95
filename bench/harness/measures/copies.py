"""Durable copies of Diga's templates, for information: no target names them."""
import json

from ..bench import Bench
from ..load import Target
from ..outcome import Outcome
from ..process import run
from ..rounds import drive_all, note, raw
from ..world import imprint_world


def diga_copies(bench: Bench) -> Outcome:
    world = imprint_world(bench)
    targets = {}
    for tools in (10, 1000):
        file = bench.folder("diga") / "template.json"
        file.write_text(json.dumps(template_of(tools)))
        template = run([str(bench.settings.imprint), "template", "add", str(file), "--data", str(world.data),
                        "--account", "bench"]).strip()
        copy = Target(world.server, f"/v1/integration/template/{template}/copy", token=world.token,
                      method="POST", body='{"name":"mine"}')
        targets |= {f"{tools} tools, {clients} clients": (copy, clients) for clients in (1, 64)}
    loads = drive_all(bench, targets, 1)
    return Outcome(raw=raw(loads), notes=[note("Diga's copies", loads)])


def template_of(tools: int) -> dict[str, object]:
    return {"name": "Measured", "template": {
        "integration_type": "HTTP", "base_url": "https://api.example",
        "tools": [{
            "name": f"tool_{n}", "description": "Looks something up, and tells what it found.",
            "endpoint_path": f"/things/{n}/{{id}}", "method": "GET", "path": [{"name": "id"}],
            "query": [{"name": f"q{i}", "data_type": "string"} for i in range(5)]} for n in range(tools)]}}
