"""The parts of deploy/compose.yaml on this machine's loopback, without containers: PostgreSQL, two replicas, nginx.

The proxy has the same configuration files as there, but for where it listens and where the replicas are. Needs Debian's
packages nginx and postgresql. ``python -m scripts.deployment`` runs it until Ctrl-C.
"""

from __future__ import annotations

import glob
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core.profiles import URL_VARIABLE
from scripts.live import ROOT, Server, free_port, home_with_models, server, wait_until_healthy

CONFIGURATION = ROOT / "deploy" / "nginx"
UPSTREAM = "upstream explorer {{\n    hash $visitor consistent;\n{}}}\n"
REPLICA = "    server {} max_fails=1 fail_timeout=3s;\n"


@dataclass(frozen=True)
class Deployment:
    """A running deployment."""

    address: str
    """Of the proxy."""
    replicas: tuple[Server, ...]
    database: str
    """URL of the profiles' database."""


@contextmanager
def deployment(folder: Path, replicas: int = 2) -> Generator[Deployment]:
    """Everything in a fresh folder; it ends with the block."""
    with ExitStack() as running:
        url = running.enter_context(database())
        environment = {
            URL_VARIABLE: url,
            "STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32),
        }
        started = []
        for number in range(1, replicas + 1):
            home = folder / f"explorer-{number}"
            home.mkdir()
            one = server(home_with_models(home), mode="public", environment=environment)
            started.append(running.enter_context(one))
        address = running.enter_context(proxy(folder / "nginx", started))
        yield Deployment(address, tuple(started), url)


@contextmanager
def proxy(folder: Path, replicas: Sequence[Server]) -> Generator[str]:
    """nginx in front of replicas, with the project's configuration; its address."""
    shutil.copytree(CONFIGURATION, folder)
    port = free_port()
    servers = "".join(REPLICA.format(one.address.removeprefix("http://")) for one in replicas)
    (folder / "upstream.conf").write_text(UPSTREAM.format(servers), encoding="utf-8")
    (folder / "listen.conf").write_text(f"listen 127.0.0.1:{port};\n", encoding="utf-8")
    program = nginx()
    if program is None:
        raise RuntimeError("nginx is not installed (Debian package nginx).")
    command = [program, "-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;"]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@contextmanager
def database() -> Generator[str]:
    """URL of a PostgreSQL cluster that is thrown away afterwards."""
    programs = postgresql()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed (Debian package postgresql).")
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        control = [f"{programs}/pg_ctl", "-D", f"{folder}/data", "-w"]
        _as_postgres([f"{programs}/initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "--no-sync"])
        options = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        _as_postgres([*control, "-l", f"{folder}/log", "-o", options, "start"])
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _as_postgres([*control, "-m", "immediate", "stop"])


def nginx() -> str | None:
    """The program of Debian's package nginx, if it is installed."""
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def postgresql() -> Path | None:
    """The folder of PostgreSQL's programs, if it is installed."""
    found = shutil.which("pg_ctl") or max(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"), default=None)
    return Path(found).resolve().parent if found else None


def _as_postgres(command: list[str]) -> None:
    """Run PostgreSQL's own program, as its own user where this is root, whom it refuses."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as kept, suppress(KeyboardInterrupt), deployment(Path(kept)) as running:
        input(f"{running.address}, until Enter or Ctrl-C")
