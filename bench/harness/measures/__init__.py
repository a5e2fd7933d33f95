"""What is measured: one function for each measure, which takes the Bench and gives an Outcome."""
from collections.abc import Callable

from ..bench import Bench
from ..outcome import Outcome
from . import catalogue, copies, curves, idle, installations, installs, parts, reads

# In the order in which they run and are reported.
MEASURES: dict[str, Callable[[Bench], Outcome]] = {
    "get_template": reads.get_template,
    "read_installed": reads.read_installed,
    "preview_1000": reads.preview_1000,
    "installs_64": installs.installs_64,
    "install_1000_one": installs.install_1000_one,
    "install_50_full": installs.install_50_full,
    "diga_copies": copies.diga_copies,
    "parts": parts.parts,
    "catalogue_100k": catalogue.catalogue_100k,
    "installations_1m": installations.installations_1m,
    "idle": idle.idle,
    "curve_resources": curves.by_resources,
    "curve_installations": installations.by_installations,
    "curve_clients": curves.by_clients,
}
