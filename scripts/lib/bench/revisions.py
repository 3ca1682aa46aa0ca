"""Building `rep`: this checkout, or another revision beside it."""
import pathlib
import shutil
import subprocess
import tempfile

from programs import ROOT


def options(folder):
    """The options of a release build, as the checkout's own scripts/lib/requirements.sh has them."""
    text = 'source scripts/lib/requirements.sh; require_build_tools >&2; printf "%s\\n" "${release_options[@]}"'
    result = subprocess.run(["bash", "-ec", text], cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    return result.stdout.split()


def build(folder=ROOT):
    """Builds the release binary of a checkout; gives its path."""
    command = ["swift", "build", *options(folder)]
    subprocess.run(command, cwd=folder, check=True, stdout=2)
    path = subprocess.run([*command, "--show-bin-path"], cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    return str(pathlib.Path(path.stdout.strip()) / "rep")


class Worktree:
    """A checkout of another revision in a temporary folder, removed at the end of a `with`."""

    def __init__(self, revision):
        self.revision = revision
        self._folder = tempfile.TemporaryDirectory(prefix="rep-bench-")
        self.path = pathlib.Path(self._folder.name) / "rep"

    def __enter__(self):
        subprocess.run(
            ["git", "worktree", "add", "--quiet", "--detach", str(self.path), self.revision], cwd=ROOT, check=True)
        # The same versions of the dependencies on both sides; none is asked for again.
        if (ROOT / "Package.resolved").exists():
            shutil.copy(ROOT / "Package.resolved", self.path)
        return self

    def __exit__(self, *_):
        subprocess.run(["git", "worktree", "remove", "--force", str(self.path)], cwd=ROOT, check=False)
        self._folder.cleanup()
