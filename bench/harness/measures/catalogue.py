"""100,000 templates: searches as people type them, and pages of lists from the first to the last."""
import random
import statistics
from typing import Any
from urllib.parse import quote

from ..answers import Client
from ..bench import Bench
from ..load import Load, Target
from ..outcome import Check, Failed, Outcome
from ..process import Process
from ..rounds import exact_p99, interleave, micros, one_client, raw
from ..seeds import seed

TEMPLATES = 100_000
PAGE = 20
SECONDS = 1  # of each kind in each round
VARIETY = 200  # different requests of each kind
CATALOGUE = "/api/v1/catalogue"
LISTS = "list page p99, of published and Diga's (first, any and last pages) and the catalogue (any page)"


def catalogue_100k(bench: Bench) -> Outcome:
    count = 2_000 if bench.settings.quick else TEMPLATES
    line = f"{count:,} templates: "
    seeded = seed(bench, "templates", count)
    server = bench.imprint(seeded.data)
    token = seeded.told["token"]
    searches = search_paths(seeded.told)
    lists = list_paths(server, token, count)
    folder = bench.folder("paths")
    turns = {}
    for name, paths in (searches | lists).items():
        file = folder / name.replace(" ", "-").replace("/", "-")
        file.write_text("\n".join(paths))
        target = Target(server, paths=file, token=token)
        turns[name] = one_client(bench, target, SECONDS)
    loads = interleave(bench, turns, 1 if bench.settings.quick else 3)
    told = [f"{name} {micros(p99(runs))}" for name, runs in loads.items()]
    return Outcome(
        [worst(line + "search p99", "search, p99", {name: loads[name] for name in searches}, 5),
         worst(line + LISTS, "page of a list, p99", {name: loads[name] for name in lists}, 2)],
        raw=raw(loads) | {"seed_seconds": seeded.seconds},
        notes=[f"p99 among {count:,} templates, one client: {'; '.join(told)}"])


def p99(runs: list[Load]) -> float:
    return statistics.median(exact_p99(runs))


def worst(line: str, name: str, loads: dict[str, list[Load]], target: float) -> Check:
    slowest = max(loads, key=lambda each: p99(loads[each]))
    return Check(line, name, f"{micros(p99(loads[slowest]))} ({slowest}, the slowest kind)", "",
                 [time / 1000 for time in exact_p99(loads[slowest])], target, "at most", "ms")


def search_paths(told: dict[str, Any]) -> dict[str, list[str]]:
    """Requests of each kind of search, made of the words that the templates were made of."""
    dice = random.Random(6)
    words, applications = told["words"], told["applications"]

    def many(make: Any) -> list[str]:
        return [f"{CATALOGUE}?limit={PAGE}&{make()}" for _ in range(VARIETY)]

    def one_of(kind: str) -> str:
        return quote(dice.choice(words[kind]))

    def prefix() -> str:
        word = dice.choice(words["common"])
        return quote(word[:dice.randint(2, max(2, len(word) - 1))])
    return {
        "rare word": many(lambda: f"q={one_of('rare')}"),
        "common word": many(lambda: f"q={one_of('common')}"),
        "two common words": many(lambda: f"q={one_of('common')}+{one_of('common')}"),
        "two very common words": many(lambda: f"q={one_of('veryCommon')}+{one_of('veryCommon')}"),
        "beginning of a word": many(lambda: f"q={prefix()}"),
        "common word and facet": many(lambda: f"q={one_of('common')}&application={applications[0]}"),
        "common facet": many(lambda: f"application={dice.choice(applications[:5])}"),
        "two facets": many(lambda: f"application={dice.choice(applications[:5])}"
                                   f"&owner={quote(dice.choice(told['owners']))}"),
        "facets that exclude each other": many(
            lambda: f"application={dice.choice(applications[:5])}&language={told['languages'][0]}"),
    }


def list_paths(server: Process, token: str, count: int) -> dict[str, list[str]]:
    dice = random.Random(7)
    client = Client(server.url, token)
    published = "/v1/templates/published"
    of_integrator = last_skip(client, count)
    cursors = walk(client, f"{CATALOGUE}?limit=1000")
    diga = f"/v1/integration/template?limit={PAGE}"
    of_diga = total_pages(client.json("GET", diga + "&page=1"))
    client.close()
    return {
        "published, first pages": [f"{published}?limit={PAGE}&skip={n * PAGE}" for n in range(10)],
        "published, any page": [f"{published}?limit={PAGE}&skip={dice.randrange(of_integrator)}"
                                for _ in range(VARIETY)],
        "published, last page": [f"{published}?limit={PAGE}&skip={of_integrator - PAGE}"],
        "catalogue, any page": [f"{CATALOGUE}?limit={PAGE}{cursor}" for cursor in cursors],
        "Diga's, first pages": [f"{diga}&page={n}" for n in range(1, 1 + min(of_diga, 10))],
        "Diga's, any page": [f"{diga}&page={dice.randint(1, of_diga)}" for _ in range(VARIETY)],
        "Diga's, last page": [f"{diga}&page={of_diga}"],
    }


def last_skip(client: Client, count: int) -> int:
    """How many templates the published list has: a part of them, by bisection."""
    low, high = 0, count
    while low < high:
        middle = (low + high + 1) // 2
        page = client.json("GET", f"/v1/templates/published?limit=1&skip={middle - 1}")
        low, high = (middle, high) if page else (low, middle - 1)
    return low


def walk(client: Client, path: str) -> list[str]:
    """The cursors of all pages from the first to the last, as parts of a query."""
    cursors, cursor = [""], ""
    while cursor := client.json("GET", path + (f"&cursor={cursor}" if cursor else ""))["next"]:
        cursors.append(f"&cursor={cursor}")
    return cursors


def total_pages(answer: dict[str, Any]) -> int:
    """Of a list of Diga's, whose answer tells it beside the page."""
    found = [part["total_pages"] for part in (answer, *answer.values())
             if isinstance(part, dict) and "total_pages" in part]
    if not found or found[0] < 1:
        raise Failed("Diga's list does not tell its pages, or is empty")
    return found[0]
