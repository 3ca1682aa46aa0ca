"""Times `rep` beside the languages that its users would write a script in. See scripts/bench."""
import argparse
import contextlib
import json
import os
import pathlib
import platform
import statistics
import sys
import time

import measuring
import peers as peer_finder
import programs as catalog
import report
import revisions


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Time rep beside Lua, Python, node, jq and perl.",
        epilog="REP=path times that binary; LUA, PYTHON, NODE, JQ and PERL name other binaries of the peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks or groups; all without")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="the same as NAME")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="rounds (default: 5)")
    parser.add_argument("--peers", metavar="A,B", help="only these peers, such as lua,python; none for rep alone")
    parser.add_argument("--json", metavar="FILE", help="also write all figures to a file")
    parser.add_argument("--against", metavar="REV", help="also build and time another revision of rep")
    parser.add_argument("--install", action="store_true", help="install the peers that are missing")
    parser.add_argument("--check", action="store_true", help="only run everything once on tiny inputs and compare")
    parser.add_argument("--list", action="store_true", help="print what there is")
    return parser.parse_args()


def check(programs, measures, rep, peers, cache):
    """Every program prints the same in all languages, and every measure runs."""
    for program in programs:
        having = measuring.check_equal(program, [rep, *peers], program.tiny, cache)
        print(f"{program.name}: the same in {', '.join(peer.name for peer in having)}")
    for measure in measures:
        figures = measure.run(rep.path, cache, tiny=True)
        told = f"skipped: {figures}" if isinstance(figures, str) else ", ".join(name for name, _, _ in figures)
        print(f"{measure.name}: {told}")


def time_programs(programs, rep, peers, runs, cache):
    """Prints the table of the programs as it grows; gives its rows as data."""
    everyone = [rep, *peers]
    start = measuring.startup(everyone, runs, cache)
    names = [peer.name for peer in peers]
    print("median CPU time without starting up; ratios rep/peer with their quartiles")
    print(report.header(names))
    rows, kept = [], {}
    for program in programs:
        having = measuring.check_equal(program, everyone, program.size, cache)
        costs = measuring.sample(program, having, program.size, runs, cache)
        times = {name: report.net(list, start[name]) for name, list in costs.items()}
        kept[program.name] = times
        if program.minus:
            base = kept.get(program.minus) or base_times(program.minus, having, runs, cache, start)
            times = {name: report.subtract(list, base[name]) for name, list in times.items() if name in base}
        memory = {name: max(cost.memory for cost in list) for name, list in costs.items()}
        rows.append(report.row(program, times, memory))
        print(report.line(rows[-1], names), flush=True)
    return rows


def base_times(name, peers, runs, cache, start):
    program = catalog.Program(catalog.FOLDER / name)
    having = [peer for peer in peers if program.file(peer)]
    costs = measuring.sample(program, having, program.size, runs, cache)
    return {name: report.net(list, start[name]) for name, list in costs.items()}


def time_measures(measures, rep, runs, cache, targets):
    """Prints the median of every figure that the measures give, beside what it is to be; gives them as data."""
    results = []
    for measure in measures:
        wanted = targets.get(measure.name, {})
        samples = {}
        skipped = None
        for _ in range(runs):
            figures = measure.run(rep.path, cache)
            if isinstance(figures, str):
                skipped = figures
                break
            for name, number, unit in figures:
                samples.setdefault((name, unit), []).append(number)
        if skipped:
            print(f"{measure.name}: skipped, {skipped}")
        for (name, unit), numbers in samples.items():
            results.append({"measure": measure.name, "name": name, "unit": unit, "rounds": numbers,
                            "median": statistics.median(numbers)})
            spread = f"({min(numbers):.4g}–{max(numbers):.4g})"
            print(f"{measure.name + ': ' + name:<52} {statistics.median(numbers):10.4g} {unit:<7} {spread:<18} "
                  f"{report.judged(statistics.median(numbers), wanted.get(name, {}))}".rstrip(), flush=True)
    return results


def main():
    options = arguments()
    programs, measures = catalog.load([*options.names, *options.only])
    if options.list:
        for program in programs:
            print(f"{program.name:<18} {program.about}")
        for measure in measures:
            print(f"{measure.name:<18} (measure)")
        return
    cache = pathlib.Path(os.environ.get("BENCH_CACHE", catalog.ROOT / ".build/benchmarks"))
    peers = peer_finder.available(options.install)
    if options.peers is not None:
        wanted = options.peers.split(",")
        peers = [peer for peer in peers if peer.name in wanted]
    with contextlib.ExitStack() as stack:
        rep = peer_finder.rep(os.environ.get("REP") or revisions.build())
        if options.against:
            other = stack.enter_context(revisions.Worktree(options.against))
            peers.insert(0, peer_finder.rep(revisions.build(other.path), options.against))
        if options.check:
            return check(programs, measures, rep, peers, cache)
        versions = {peer.name: peer.version() for peer in [rep, *peers]}
        for name, version in versions.items():
            print(f"{name}: {version}")
        rows = time_programs(programs, rep, peers, options.runs, cache) if programs else []
        summary = report.summary(rows, [peer.name for peer in peers])
        targets = json.loads((catalog.FOLDER / "targets.json").read_text())
        if rows:
            print()
            print("\n".join(report.means(summary, [peer.name for peer in peers], targets)))
            print()
        figures = time_measures(measures, rep, options.runs, cache, targets["measures"])
        if options.json:
            data = {"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "machine": platform.platform(),
                    "processors": os.cpu_count(), "runs": options.runs, "versions": versions, "programs": rows,
                    "means": summary, "measures": figures}
            pathlib.Path(options.json).write_text(json.dumps(data, indent=1) + "\n")


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
