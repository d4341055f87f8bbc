"""The emulator of this project, on a loopback port of its own. Nothing of it outlives the block that it is used in."""

import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_S = 120


@contextmanager
def running_emulator() -> Iterator[str]:
    """The emulator's URL."""
    with tempfile.TemporaryDirectory(prefix="serverless-ingest-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "tmp").mkdir()
        told, tell = os.pipe()
        with open(Path(folder) / "emulator.log", "w") as log:
            process = subprocess.Popen(
                [ROOT / ".venv" / "bin" / "python", "-I", "-u", ROOT / "local" / "emulator.py"],
                cwd=folder,
                env=_environment(folder),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # The emulator tells its port on file descriptor 3.
                preexec_fn=lambda: os.dup2(tell, 3),
                pass_fds=(3,),
                start_new_session=True,
            )
        os.close(tell)
        try:
            with os.fdopen(told) as port:
                endpoint = f"http://127.0.0.1:{int(port.read())}"
            _wait_for(f"{endpoint}/_ministack/health")
            yield endpoint
        finally:
            # It ends itself, and whatever it started, when nobody holds the other end.
            process.stdin.close()
            process.wait(timeout=30)


def _environment(folder: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "NODE_PATH": str(ROOT / "node_modules"),
        "HOME": folder,
        "TMPDIR": f"{folder}/tmp",
        "LOCAL_RUN_DIRECTORY": folder,
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "localhost",
        "AUTH": "false",
        "USE_SSL": "0",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{folder}/no-docker.sock",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
