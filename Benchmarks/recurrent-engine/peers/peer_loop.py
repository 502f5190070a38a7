"""The peer's side of the protocol of README.md: a job per line on stdin, an answer per line on stdout."""

import json
import os
import sys
import time


class Unsupported(Exception):
    """This peer has no such task; the reason is shown in the report."""


def unset_blas_overrides():
    """Call before NumPy or PyTorch are imported; the driver removes these variables as well."""
    for name in [name for name in os.environ if name.startswith("OPENBLAS_")]:
        del os.environ[name]


def timed(iterate, seconds):
    """Runs one untimed iteration, then chunks of iterations until the wall time is used up."""
    iterate(1)
    iterations, chunk = 0, 1
    wall_start, cpu_start = time.perf_counter(), time.process_time()
    while True:
        iterate(chunk)
        iterations += chunk
        wall = time.perf_counter() - wall_start
        if wall >= seconds:
            return {"iterations": iterations, "cpu": time.process_time() - cpu_start, "wall": wall}
        if wall < seconds / 32:
            chunk *= 2


def serve(versions, build):
    """Answers jobs until stdin ends.

    `build(job)` returns `(iterate, note)`; `iterate(n)` does n iterations. What was built for a job is kept, so only
    its first answer pays for it.
    """
    built = {}
    for line in sys.stdin:
        job = json.loads(line)
        seconds = job.pop("seconds", 0)
        key = json.dumps(job, sort_keys=True)
        try:
            if job["task"] == "hello":
                answer = {"versions": versions}
            else:
                if key not in built:
                    built[key] = build(job)
                iterate, note = built[key]
                if seconds > 0:
                    answer = timed(iterate, seconds)
                else:
                    iterate(1)
                    answer = {"iterations": 1}
                answer["note"] = note
        except Unsupported as reason:
            answer = {"unsupported": str(reason)}
        print(json.dumps(answer), flush=True)
