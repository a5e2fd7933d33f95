"""The results in words: table.md."""
from typing import Any

SIGN = {"at least": "≥", "at most": "≤"}


def table(results: dict[str, Any]) -> str:
    machine = results["machine"]
    lines = ["# Results", ""]
    if results["quick"]:
        lines += ["**A quick run: it shows that everything works, and its figures mean nothing.**", ""]
    lines += [
        f"{machine['date']}, commit {machine['commit'][:12] or 'unknown'}"
        + (f" and {machine['changed_files']} changed files" if machine["changed_files"] else "")
        + f"; {machine['cpu']}, {machine['cores']} cores{' (virtual)' if machine['virtual'] == 'yes' else ''}, "
        f"{machine['memory_gb']} GB, Linux {machine['kernel']}, {machine['file_system']}; load "
        f"{machine['load_at_start']:.1f} at the start; {results['rounds']} rounds of {results['seconds']:g} s.",
        "",
        "| what | Imprint | beside | ratio or value: median (min to max) | to reach | reached |",
        "|---|---|---|---|---|---|"]
    for measure in results["measures"].values():
        lines += [row(check) for check in measure.get("checks", [])]
    lines += [f"| {name} | not measured: {one_line(measure['error'])} | | | | **no** |"
              for name, measure in results["measures"].items() if "error" in measure]
    if results["missing"]:
        lines += ["", "Missing, so not compared with:", "", *(f"- {what}" for what in results["missing"])]
    lines += ["", "## For information", ""]
    for measure in results["measures"].values():
        lines += [f"- {note}" for note in measure.get("notes", [])]
    return "\n".join(lines) + "\n"


def row(check: dict[str, Any]) -> str:
    unit = f" {check['unit']}" if check["unit"] else ""
    low, high = min(check["values"]), max(check["values"])
    spread = f"{number(check['median'])}{unit} ({number(low)} to {number(high)})"
    target = f"{SIGN[check['better']]} {number(check['target'])}{unit}"
    return (f"| {check['line']} ({check['name']}) | {check['figure']} | {check['beside']} | {spread} | "
            f"{target} | {'yes' if check['reached'] else '**no**'} |")


def number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if value < 10 else f"{value:.1f}"


def one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")[:300]
