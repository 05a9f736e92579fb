"""Peak memory of the command that issues the whole city file of 3,300 rows."""

import json
import os
import resource
import subprocess
import sys

from .world import DATA, installation

LIMIT_MB = 600

if __name__ == "__main__":
    with installation():
        command = [
            sys.executable,
            "manage.py",
            "issue_batch",
            "junior-diploma",
            str(DATA / "diplomas-city-junior-3300.csv"),
        ]
        command += [
            "--agency",
            "379130000E",
            "--as",
            "clerk.education",
            "--seal",
            "--approved-by",
            "approver.education",
            "--json",
        ]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ, check=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        peak = round(used.ru_maxrss / 1024)
        answer = json.loads(done.stdout)
        seconds = round(used.ru_utime - before.ru_utime)
        print(json.dumps({"issued": answer["issued"], "peak_mb": peak, "wanted_mb": LIMIT_MB, "cpu_seconds": seconds}))
        sys.exit(answer["issued"] != 3300 or peak >= LIMIT_MB)
