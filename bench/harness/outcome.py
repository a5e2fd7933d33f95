"""What a measure finds out: checks against targets, curves, and whatever is told for information."""
import statistics
from dataclasses import asdict, dataclass, field


class Missing(Exception):
    """A contestant is not there (not built, not installed), so there is nothing to compare with."""


class Failed(Exception):
    """A contestant answered wrongly, died, or lost requests: its figures would mean nothing."""


@dataclass
class Check:
    """One figure against what is to be reached. `values` has one ratio or time for each round; the
    median counts. `better` is "at least" or "at most"."""
    line: str  # what the target is about, as README.md lists it
    name: str
    figure: str  # what Imprint did, in words
    beside: str  # what the ceiling or peer did, in words; empty when the target is absolute
    values: list[float]
    target: float
    better: str
    unit: str = ""  # of values and target; empty for a ratio

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def reached(self) -> bool:
        return self.median >= self.target if self.better == "at least" else self.median <= self.target


@dataclass
class Curve:
    """One line of a plot: `y` for each `x`. Ceilings, peers and limits are drawn apart from Imprint."""
    plot: str
    label: str
    x: list[float]
    y: list[float]
    kind: str = "imprint"  # or "ceiling", "peer", "limit"


@dataclass
class Outcome:
    checks: list[Check] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    raw: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)  # for information: figures without a target

    def as_json(self) -> dict[str, object]:
        checks = [asdict(c) | {"median": c.median, "reached": c.reached} for c in self.checks]
        return {"checks": checks, "curves": [asdict(c) for c in self.curves], "raw": self.raw,
                "notes": self.notes}
