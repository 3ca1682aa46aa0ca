"""The benchmarks: each is a folder of Tests/Benchmarks, either a program in several languages or a measure."""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = ROOT / "Tests/Benchmarks"


class Program:
    """A program in several languages, which all print the same.

    `bench.json` beside it says: `about` (one line), `group` (the row of the summary), `size` and `tiny` (the program's
    argument), and where they apply `input` (a script that writes the input file: SIZE PATH) and `minus` (a program
    whose time is subtracted, such as the reading in a program that reads and writes).
    """

    def __init__(self, folder):
        self.folder = folder
        self.name = folder.name
        told = json.loads((folder / "bench.json").read_text())
        self.about = told["about"]
        self.group = told.get("group", self.name)
        self.size = told["size"]
        self.tiny = told["tiny"]
        self.minus = told.get("minus")
        self._input = told.get("input")

    def file(self, peer):
        """The version of this program that a peer runs, or None."""
        path = self.folder / f"{self.name}.{peer.extension}"
        return str(path) if path.exists() else None

    def input(self, size, cache):
        """The program's input file of a size, made if need be; None for a program without."""
        if not self._input:
            return None
        generator = (self.folder / self._input).resolve()
        cache.mkdir(parents=True, exist_ok=True)
        path = cache / f"{generator.parent.name}-{generator.stem}-{size}"
        if not path.exists():
            part = path.with_suffix(".part")
            subprocess.run([sys.executable, str(generator), str(size), str(part)], check=True)
            part.rename(path)
        return str(path)


class Measure:
    """An executable `run` that measures something of its own, such as throughput.

    It gets the variables REP (the binary), BENCH_CACHE (a folder for its files) and BENCH_SIZE (`full` or `tiny`), and
    prints a line for each figure: its name, a number and a unit, with tabs between. A `run` that cannot measure here
    prints the reason after `skip` and a tab.
    """

    def __init__(self, folder):
        self.folder = folder
        self.name = folder.name

    def run(self, rep, cache, tiny=False):
        """Figures as (name, number, unit), or the text of a reason to skip."""
        cache.mkdir(parents=True, exist_ok=True)
        size = "tiny" if tiny else "full"
        environment = dict(os.environ, REP=rep, BENCH_CACHE=str(cache), BENCH_SIZE=size)
        result = subprocess.run([str(self.folder / "run")], env=environment, stdout=subprocess.PIPE, text=True)
        if result.returncode != 0:
            raise SystemExit(f"error: {self.name}/run failed with status {result.returncode}")
        figures = []
        for line in result.stdout.splitlines():
            fields = line.split("\t")
            if fields[0] == "skip":
                return fields[1]
            figures.append((fields[0], float(fields[1]), fields[2]))
        return figures


def load(only=()):
    """All programs and measures, or those of some names or groups."""
    programs, measures = [], []
    for folder in sorted(FOLDER.iterdir()):
        if (folder / "bench.json").exists():
            program = Program(folder)
            if not only or program.name in only or program.group in only:
                programs.append(program)
        elif (folder / "run").exists() and (not only or folder.name in only):
            measures.append(Measure(folder))
    known = {folder.name for folder in FOLDER.iterdir()} | {program.group for program in programs}
    unknown = [name for name in only if name not in known]
    if unknown:
        raise SystemExit(f"error: there is no benchmark called {', '.join(unknown)}")
    return programs, measures
