"""Figures from samples, and the tables that show them."""
import math
import statistics


def net(costs, start):
    """CPU seconds without starting up; never zero, so that ratios exist."""
    return [max(cost.cpu - start, 1e-4) for cost in costs]


def subtract(times, baseline):
    """Times less the median of another program's: what is done beyond it."""
    base = statistics.median(baseline)
    return [max(time - base, 1e-4) for time in times]


def ratio(ours, theirs):
    """The median of the ratios of each round, and their quartiles as a spread."""
    ratios = sorted(a / b for a, b in zip(ours, theirs))
    if len(ratios) < 4:
        return {"median": statistics.median(ratios), "low": ratios[0], "high": ratios[-1]}
    low, _, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return {"median": statistics.median(ratios), "low": low, "high": high}


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values)) if values else None


def row(program, times, memory):
    """What one program took, as data: `times` are net CPU seconds a round by peer, `memory` peak bytes by peer."""
    ours = times["rep"]
    result = {"name": program.name, "about": program.about, "group": program.group, "peers": {}}
    for name, theirs in times.items():
        entry = {"cpu": statistics.median(theirs), "best": min(theirs), "memory": memory[name], "rounds": theirs}
        if name != "rep":
            entry["ratio"] = ratio(ours, theirs)
        result["peers"][name] = entry
    return result


def summary(rows, names):
    """Geometric means of the ratios: by group, and of all programs, by peer."""
    groups = {}
    for data in rows:
        for name in names:
            if "ratio" in data["peers"].get(name, {}):
                groups.setdefault(data["group"], {}).setdefault(name, []).append(data["peers"][name]["ratio"]["median"])
    means = {group: {name: geometric_mean(list) for name, list in by.items()} for group, by in groups.items()}
    every = {}
    for name in names:
        values = [data["peers"][name]["ratio"]["median"] for data in rows if "ratio" in data["peers"].get(name, {})]
        if values:
            every[name] = geometric_mean(values)
    return {"groups": means, "all": every}


def header(names):
    columns = "".join(f"  {'/' + name:>19}" for name in names)
    return f"{'program':<16} {'rep':>9} {'memory':>7}{columns}"


def line(data, names):
    """A row of the table: our time and memory; then for each peer the ratio, its quartiles and the memory's ratio."""
    ours = data["peers"]["rep"]
    text = f"{data['name']:<16} {ours['cpu'] * 1000:6.1f} ms {ours['memory'] / 1e6:4.0f} MB"
    for name in names:
        peer = data["peers"].get(name)
        if peer is None:
            text += f"  {'–':>19}"
            continue
        quartiles = peer["ratio"]
        spread = f"({quartiles['low']:.2f}–{quartiles['high']:.2f})"
        text += f"  {quartiles['median']:6.2f} {spread:<12}"
    return text.rstrip()


def means(data, names, targets):
    """The summary as lines: a mean with what it must not be above, where something is said of it."""
    def cell(mean, target):
        if mean is None:
            return f"  {'–':>14}"
        if target is None:
            return f"  {mean:6.2f}        "
        return f"  {mean:6.2f} {'≤' if mean <= target else '>'} {target:<4}  "

    lines = [f"{'geometric means':<20}" + "".join(f"  {'/' + name:>8}      " for name in names)]
    for group, by in sorted(data["groups"].items()):
        wanted = targets.get(group, {})
        lines.append(f"{group:<20}" + "".join(cell(by.get(name), wanted.get(name)) for name in names).rstrip())
    wanted = targets.get("all", {})
    every = "".join(cell(data["all"].get(name), wanted.get(name)) for name in names)
    lines.append(f"{'all programs':<20}" + every.rstrip())
    return [text.rstrip() for text in lines]


def judged(number, wanted):
    """What a figure of a measure is to be, and whether it is; empty where nothing is said of it."""
    if "most" in wanted:
        return f"{'≤' if number <= wanted['most'] else '>'} {wanted['most']}"
    if "least" in wanted:
        return f"{'≥' if number >= wanted['least'] else '<'} {wanted['least']}"
    return ""
