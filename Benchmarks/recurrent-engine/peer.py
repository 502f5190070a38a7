"""A peer's process and the line protocol with it."""

import json
import os
import select
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))

# glibc gives large blocks back to the kernel and faults them in anew at every training step; PyTorch's activations
# are such blocks. Raised thresholds keep them.
KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(2**32),
    "MALLOC_TRIM_THRESHOLD_": str(2**32),
    "MALLOC_TOP_PAD_": str(2**28),
}
ANSWER_LIMIT = 300
TICKS = os.sysconf("SC_CLK_TCK")


class PeerFailure(Exception):
    """A peer died or did not answer in time."""


def commands(build):
    """Name → (command, additions to the environment)."""
    python = f"{build}/venv/bin/python"
    torch = [python, f"{HERE}/peers/peer_torch.py"]
    return {
        "wardwatch": ([f"{build}/swift/release/engine-benchmark"], {}),
        "torch": (torch, {}),
        "torch-tuned": (torch, {**KEEP_MEMORY, "LD_PRELOAD": f"{build}/mkl_cpu.so"}),
        "onnxruntime": ([python, f"{HERE}/peers/peer_onnxruntime.py"], {}),
        "onednn": ([f"{build}/peer_onednn"], {}),
    }


def machine_seconds():
    """Processor seconds all processes have used, and that a hypervisor took away."""
    with open("/proc/stat") as status:
        user, nice, system, _, _, interrupt, soft_interrupt, stolen = map(int, status.readline().split()[1:9])
    return (user + nice + system + interrupt + soft_interrupt + stolen) / TICKS


class Peer:
    """One process, started for one number of threads, in the process group of the driver."""

    def __init__(self, name, command, additions, threads):
        # This machine's OPENBLAS_CORETYPE halves OpenBLAS; nobody gets such variables.
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("OPENBLAS_", "OMP_", "MKL_"))
        }
        environment.update(additions, OMP_NUM_THREADS=str(threads), PYTHONDONTWRITEBYTECODE="1")
        self.name, self.threads = name, threads
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, env=environment, text=True, bufsize=1, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def ask(self, job, seconds):
        """The answer to a job of about `seconds` of wall time; 0 builds it and does one iteration."""
        line = json.dumps({**job, "threads": self.threads, "seconds": seconds})
        try:
            print(line, file=self.process.stdin, flush=True)
        except BrokenPipeError:
            raise PeerFailure(f"{self.name} ended with status {self.process.wait()}") from None
        ready, _, _ = select.select([self.process.stdout], [], [], ANSWER_LIMIT)
        if not ready:
            raise PeerFailure(f"{self.name} gave no answer within {ANSWER_LIMIT} s to {line}")
        answer = self.process.stdout.readline()
        if not answer:
            raise PeerFailure(f"{self.name} ended with status {self.process.wait()} at {line}")
        return json.loads(answer)

    def ask_watched(self, job, seconds):
        """The same, with `others`: the share of the machine's cores that everybody else used meanwhile."""
        start, busy, own = time.perf_counter(), machine_seconds(), self.processor_seconds()
        answer = self.ask(job, seconds)
        capacity = (time.perf_counter() - start) * os.cpu_count()
        foreign = machine_seconds() - busy - (self.processor_seconds() - own)
        return {**answer, "others": round(max(foreign, 0) / capacity, 3)}

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as status:
            fields = status.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def peak_memory(self):
        """The largest resident set so far, in MB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        return kilobytes / 1000

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
