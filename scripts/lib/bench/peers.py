"""The programs that run scripts: rep, and what its users would write the same script in."""
import os
import shutil
import subprocess
import sys

# What installs a missing peer: the package of apt-get, and the formula of brew.
PACKAGES = {
    "lua": ("lua5.4", "lua"),
    "python": ("python3", "python"),
    "node": ("nodejs", "node"),
    "jq": ("jq", "jq"),
    "perl": ("perl", "perl"),
}


class Peer:
    """One way to run the programs. `extension` is what its version of a program ends in."""

    def __init__(self, name, path, extension, options=(), version_options=("--version",)):
        self.name = name
        self.path = path
        self.extension = extension
        self.options = list(options)
        self.version_options = version_options

    def version(self):
        result = subprocess.run([self.path, *self.version_options], capture_output=True, text=True)
        lines = [line for line in (result.stdout + result.stderr).splitlines() if line.strip()]
        return lines[0].strip() if lines else "unknown"

    def command(self, file, size, data=None):
        """The command that runs a program: its size and its input file are the first and second argument."""
        if self.extension == "rep":
            return [self.path, "run", file, "--n", str(size)] + (["--path", data] if data else [])
        if self.extension == "jq":
            return [self.path, "-r", "-c", "--argjson", "n", str(size), "-f", file] + ([data] if data else ["-n"])
        return [self.path, *self.options, file, str(size)] + ([data] if data else [])


def rep(path, name="rep"):
    return Peer(name, path, "rep")


def find(name):
    """The peer of a name as it is installed here, or None."""
    override = os.environ.get(name.upper())
    if name == "lua":
        path = override or shutil.which("lua5.4") or shutil.which("lua")
        return path and Peer("lua", path, "lua", version_options=("-v",))
    path = override or shutil.which("python3" if name == "python" else name)
    if not path:
        return None
    if name == "python":
        # The command may be a shell script that looks for the real one (pyenv), which would be timed as well.
        real = subprocess.run([path, "-c", "import sys; print(sys.executable)"], capture_output=True, text=True)
        return Peer("python", real.stdout.strip() or path, "py", ["-B"])
    if name == "node":
        return Peer("node", path, "js", ["--jitless", "--no-expose-wasm"])
    return Peer(name, path, {"jq": "jq", "perl": "pl"}[name])


def available(install=False):
    """All peers that are here; `install` gets those that are not."""
    missing = [name for name in PACKAGES if not find(name)]
    if missing and install:
        install_all(missing)
    elif missing:
        print(f"without {', '.join(missing)}: scripts/bench --install gets them", file=sys.stderr)
    return [peer for peer in map(find, PACKAGES) if peer]


def install_all(names):
    if sys.platform == "darwin":
        subprocess.run(["brew", "install", "--quiet", *(PACKAGES[name][1] for name in names)], check=True)
        return
    if not shutil.which("apt-get"):
        raise SystemExit(f"install these yourself: {', '.join(names)}")
    admin = [] if os.geteuid() == 0 else ["sudo"]
    subprocess.run([*admin, "apt-get", "update", "-qq"], check=True)
    packages = [PACKAGES[name][0] for name in names]
    subprocess.run([*admin, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True)
