"""python -m benchmarks [pipeline] [verify_page] [memory] [check_66700]: all of them without a name; prints one JSON object a line."""

import json
import subprocess
import sys

ALL = ("pipeline", "verify_page", "memory", "check_66700")


def main(names: list[str]) -> int:
    """Each benchmark in a process of its own, so that none warms or fattens another."""
    worst = 0
    for name in names or ALL:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, text=True, check=False
        )
        lines = done.stdout.strip().splitlines() or ["null"]
        print(json.dumps({name: json.loads(lines[-1])}, ensure_ascii=False), flush=True)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
