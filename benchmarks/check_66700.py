"""A file of 66,700 rows, as many as a whole city graduates in a year, read and judged: seconds and peak memory."""

import csv
import json
import random
import subprocess
import sys
import time
from pathlib import Path

from .world import DATA, installation

ROWS = 66_700
LIMIT_SECONDS = 15
LIMIT_MB = 400
CITY = DATA / "diplomas-city-junior-3300.csv"


def city_file(to: Path, *, seed: int = 66_700) -> Path:
    """The real file's rows over and over, each time with numbers, ids, mobiles and addresses of its own."""
    from cms.core.national_ids import national_id_is_sound

    chance = random.Random(seed)
    with CITY.open(encoding="utf-8-sig", newline="") as file:
        header, *pupils = csv.reader(file)
    at = {name: place for place, name in enumerate(header)}
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for number in range(ROWS):
            row = list(pupils[number % len(pupils)])
            start = f"{chance.choice('ABCDEFGHJKLMNPQRSTUVXY')}{chance.choice('12')}{chance.randrange(10**7):07d}"
            row[at["證書字號"]] = f"示市青田畢字第{115_000_000 + number}號"
            row[at["學號"]] = str(11_000_000 + number)
            row[at["身分證字號"]] = next(start + digit for digit in "0123456789" if national_id_is_sound(start + digit))
            row[at["手機"]] = f"09{chance.randrange(10**8):08d}"
            row[at["電子郵件"]] = f"student{number}@example.edu.tw"
            writer.writerow(row)
    return to


def peak_kb() -> int:
    """The most that this process ever held; ru_maxrss would count its parent's size too, from before exec."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def check(file: Path) -> dict[str, float]:
    """Read and judge the file in this process, as a worker does that has done nothing else."""
    import django

    django.setup()
    from cms.accounts.models import Agency, User
    from cms.issuance.services.check import check_file

    data = file.read_bytes()
    clerk, agency = User.objects.get(username="clerk.education"), Agency.objects.get(code="379130000E")
    before = peak_kb()
    start = time.perf_counter()
    checked = check_file(user=clerk, type_slug="junior-diploma", agency=agency, data=data, name=file.name)
    seconds = time.perf_counter() - start
    return {
        "rows": len(checked.rows),
        "good": len(checked.good),
        "seconds": round(seconds, 1),
        "peak_mb": round(peak_kb() / 1024),
        "before_mb": round(before / 1024),
    }


def main() -> int:
    """Check the file in a process of its own, or the memory that building the installation took would count too."""
    with installation() as folder:
        command = [sys.executable, "-m", "benchmarks.check_66700", str(city_file(folder / "city.csv"))]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(answer | {"wanted_seconds": LIMIT_SECONDS, "wanted_mb": LIMIT_MB}))
    return int(answer["good"] != ROWS or answer["seconds"] >= LIMIT_SECONDS or answer["peak_mb"] >= LIMIT_MB)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(check(Path(sys.argv[1]))))
    else:
        sys.exit(main())
