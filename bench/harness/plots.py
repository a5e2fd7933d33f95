"""The results in pictures: ratios against their targets, and curves beside their ceilings."""
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.axis import Axis  # noqa: E402
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator  # noqa: E402

STYLE: dict[str, dict[str, Any]] = {
    "imprint": {"linestyle": "-", "marker": "o", "linewidth": 2},
    "ceiling": {"linestyle": "--", "marker": "", "linewidth": 1.5},
    "peer": {"linestyle": "-.", "marker": "s", "linewidth": 1.5, "color": "#8c564b"},
    "limit": {"linestyle": ":", "marker": "", "linewidth": 1.5, "color": "#444444"},
}
OURS = ["#1f77b4", "#d62728", "#2ca02c"]
CEILINGS = ["#7fb2d6", "#e9a0a0", "#98d398"]

# For each plot: title, label of x, label of y, and the factor from the curve's unit to the label's.
PLOTS = {
    "resources: installs": ("One durable install, by the template's size", "resources of the template",
                            "milliseconds (p50, one client)", 1e-3),
    "resources: reads": ("Previews and reads, by the template's size", "resources of the template",
                         "milliseconds (p50, one client)", 1e-3),
    "resources: bytes": ("What one install takes on disk", "resources of the template", "bytes", 1),
    "installations: time": ("Reads and installs, by installations in the store", "installations",
                            "milliseconds (p50, one client)", 1e-3),
    "installations: start": ("Start to ready, by installations in the store", "installations",
                             "milliseconds", 1),
    "installations: memory and disk": ("Memory and disk, by installations in the store", "installations",
                                       "megabytes", 1),
    "clients: get template": ("Get template, by clients", "clients", "requests per second", 1),
    "clients: read": ("Read of an installed resource, by clients", "clients", "requests per second", 1),
    "clients: install": ("Durable installs of 10 resources, by clients", "clients", "installs per second", 1),
}


def draw(results: dict[str, Any], folder: Path) -> list[Path]:
    """Writes ratios.png and one file for each plot that has curves."""
    checks = [check for measure in results["measures"].values() for check in measure.get("checks", [])]
    curves = [curve for measure in results["measures"].values() for curve in measure.get("curves", [])]
    files = []
    if checks:
        files.append(folder / "ratios.png")
        draw_ratios(checks, results["quick"], files[-1])
    for plot in PLOTS:
        if lines := [curve for curve in curves if curve["plot"] == plot]:
            files.append(folder / f"{plot.replace(': ', '-').replace(' ', '-')}.png")
            draw_curves(plot, lines, results["quick"], files[-1])
    return files


def draw_ratios(checks: list[dict[str, Any]], quick: bool, file: Path) -> None:
    """A bar for each check: how far it is from its target, which is the line at 1. Right is better."""
    figure, axes = plt.subplots(figsize=(11, 1.6 + 0.42 * len(checks)), layout="constrained")
    for place, check in enumerate(checks):
        shares = [share(check, value) for value in check["values"]]
        middle = share(check, check["median"])
        axes.barh(place, middle, color="#2ca02c" if check["reached"] else "#d62728", alpha=0.8, height=0.65)
        axes.plot([min(shares), max(shares)], [place, place], color="black", linewidth=1.2)
        axes.annotate(f"{check['median']:,.3g} {check['unit']}".strip(), (max(*shares, 1), place),
                      xytext=(6, 0), textcoords="offset points", va="center", fontsize=9)
    axes.axvline(1, color="black", linewidth=1)
    names = [f"{check['name']}  ({'≥' if check['better'] == 'at least' else '≤'} {check['target']:g}"
             f"{' ' + check['unit'] if check['unit'] else ''})" for check in checks]
    axes.set_yticks(range(len(checks)), names, fontsize=9)
    axes.set_ylim(len(checks) - 0.4, -0.6)
    axes.set_xscale("log")
    axes.margins(x=0.15)
    label(axes.xaxis)
    axes.set_xlabel("times the target: right of the line is reached; the thin line is the range over the rounds")
    axes.set_title("Measured against targets" + (" (quick run: means nothing)" if quick else ""))
    axes.grid(axis="x", alpha=0.3)
    finish(figure, file)


def share(check: dict[str, Any], value: float) -> float:
    if check["better"] == "at least":
        return value / check["target"]
    return check["target"] / value if value else float("inf")


def draw_curves(plot: str, curves: list[dict[str, Any]], quick: bool, file: Path) -> None:
    title, x_label, y_label, factor = PLOTS[plot]
    figure, axes = plt.subplots(figsize=(8, 5.2), layout="constrained")
    ours, ceilings = iter(OURS), iter(CEILINGS)
    for curve in curves:
        style = dict(STYLE[curve["kind"]])
        if curve["kind"] in ("imprint", "ceiling"):
            style["color"] = next(ours if curve["kind"] == "imprint" else ceilings)
        axes.plot(curve["x"], [y * factor for y in curve["y"]], label=curve["label"], **style)
    set_scales(axes, [x for curve in curves for x in curve["x"]])
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.set_title(title + (" (quick run: means nothing)" if quick else ""))
    axes.grid(which="major", alpha=0.3)
    axes.legend(fontsize=9)
    finish(figure, file)


def set_scales(axes: Axes, x: list[float]) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    label(axes.yaxis)
    axes.set_xticks(sorted(set(x)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(plain))


def label(axis: Axis) -> None:
    """1, 2 and 5 of each decade, in plain numbers."""
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(plain))


def plain(value: float, _: object) -> str:
    if value >= 1e6:
        return f"{value / 1e6:g} M"
    return f"{value:,.0f}" if value >= 10 else f"{value:g}"


def finish(figure: Any, file: Path) -> None:
    figure.savefig(file, dpi=120)
    plt.close(figure)
