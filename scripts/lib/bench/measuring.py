"""Running commands and taking what they cost."""
import hashlib
import os
import statistics
import subprocess
import sys
import time


class Cost:
    """What one run of a command took: CPU seconds of all its threads, elapsed seconds, peak memory in bytes."""

    def __init__(self, cpu, wall, memory):
        self.cpu = cpu
        self.wall = wall
        self.memory = memory


def run(command, digest=False):
    """Runs a command; gives its cost and, on request, a hash of what it printed.

    Peak memory is at least that of this process, which the kernel counts from before the command is loaded.
    """
    started = time.perf_counter()
    output = subprocess.PIPE if digest else subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=output, stdin=subprocess.DEVNULL)
    printed = None
    if digest:
        hashed = hashlib.sha256()
        head = b""
        while piece := process.stdout.read(1 << 20):
            hashed.update(piece)
            head = head or piece[:200]
        process.stdout.close()
        printed = (hashed.hexdigest(), head)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"error: status {process.returncode} of {' '.join(command)}")
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(usage.ru_utime + usage.ru_stime, wall, memory), printed


def check_equal(program, peers, size, cache):
    """Runs each version once and fails unless all print the same. Gives the peers that have a version."""
    data = program.input(size, cache)
    having = [peer for peer in peers if program.file(peer)]
    first = None
    for peer in having:
        _, printed = run(peer.command(program.file(peer), size, data), digest=True)
        if first is None:
            first = printed
        elif printed[0] != first[0]:
            raise SystemExit(
                f"error: {program.name}: {peer.name} does not print what {having[0].name} prints:\n"
                f"  {having[0].name}: {first[1]!r}\n  {peer.name}: {printed[1]!r}")
    return having


def sample(program, peers, size, runs, cache):
    """Costs of each peer's version by name: rounds of one run each, in an order that turns."""
    data = program.input(size, cache)
    costs = {peer.name: [] for peer in peers}
    for turn in range(runs):
        shift = turn % len(peers)
        for peer in peers[shift:] + peers[:shift]:
            cost, _ = run(peer.command(program.file(peer), size, data))
            costs[peer.name].append(cost)
    return costs


def startup(peers, runs, cache):
    """The CPU seconds that each peer takes for a program that does nothing: subtracted from all others."""
    cache.mkdir(parents=True, exist_ok=True)
    times = {peer.name: [] for peer in peers}
    texts = {"rep": "param n: int = 0\n", "jq": "empty\n"}
    for _ in range(max(runs, 5)):
        for peer in peers:
            file = cache / f"empty.{peer.extension}"
            if not file.exists():
                file.write_text(texts.get(peer.extension, "\n"))
            times[peer.name].append(run(peer.command(str(file), 0))[0].cpu)
    return {name: statistics.median(list) for name, list in times.items()}
