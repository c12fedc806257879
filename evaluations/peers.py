"""The tools newsloc is measured against, installed where they disturb nothing.

Python tools go into an environment of their own below a folder of peers (they are under the GPL, or pin what we do
not), and are run as commands. Debian tools are installed by apt-get where that is possible.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PEERS = Path(tempfile.gettempdir(), "newsloc-peers")
"""Where they are put unless ``--peers`` names another folder."""
TRANSLATE = "translate-toolkit==3.20.4"
BABEL = "babel==2.18.0"
POLIB = "polib==1.2.0"
_MATCHING = "rapidfuzz"  # what pot2po needs to look for similar texts


class PeerMissing(Exception):  # noqa: N818 - it is no error: the peer is left out, and that is said
    """A tool is not there and cannot be installed; the message says why."""


def python_peers(peers: Path = PEERS) -> Path:
    """Return the folder of commands of an environment with translate-toolkit, Babel and polib, made on first use.

    :raises PeerMissing: if it cannot be made
    """
    folder = peers / "python"
    ready = folder / ".ready"
    if not ready.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run(
                [folder / "bin" / "pip", "install", "--quiet", TRANSLATE, BABEL, POLIB, _MATCHING], check=True
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise PeerMissing(f"translate-toolkit and Babel cannot be installed: {error}") from error
        ready.touch()
    return folder / "bin"


def debian_tool(name: str, package: str) -> str:
    """Return the path of a tool, installed from a Debian package if need be.

    :raises PeerMissing: if it is not there and cannot be installed
    """
    found = shutil.which(name)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
            subprocess.run(
                command, check=False, capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            )
        found = shutil.which(name)
    if found is None:
        raise PeerMissing(f"{name} is not installed; apt-get install {package}")
    return found


def version_of(*command: object) -> str:
    """Return the first line of what a tool says about itself."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else "?"


def run(*command: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a tool in gettext's own locale; nothing is raised where it fails."""
    return subprocess.run(
        [*map(str, command)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
