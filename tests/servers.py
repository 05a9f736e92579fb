"""Real processes of an installation on loopback: web server, worker, and the city account beside them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from installations import PROJECT, Installation
from ports import free_port, wait_for


def filled(installation: Installation, fill: str, *, folders: Sequence[str] = (), **more: str) -> Mapping[str, str]:
    """The environment of this installation after a program, which may import from these test folders, filled it."""
    environment = installation.environment | {
        "TEST_FOLDERS": json.dumps([str(PROJECT / "tests" / folder) for folder in (".", *folders)]),
        **more,
    }
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", fill]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, timeout=300)
    return environment


@contextmanager
def served(environment: Mapping[str, str], *, port: int = 0, worker: bool = False) -> Iterator[str]:
    """The address of a web server that runs on this environment, with a worker beside it if wanted."""
    port = port or free_port()
    web = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    commands = [[*web, "--workers", "2", "--threads", "4"]]
    if worker:
        commands.append([sys.executable, "manage.py", "work"])
    with running(environment, *commands):
        wait_for(port)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def running(environment: Mapping[str, str], *commands: Sequence[str]) -> Iterator[None]:
    """These commands, until the block ends."""
    processes = [subprocess.Popen(command, cwd=PROJECT, env=environment) for command in commands]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=60)
