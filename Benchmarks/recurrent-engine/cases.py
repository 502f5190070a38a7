"""What is measured, who takes part, and the targets."""

from dataclasses import dataclass

INPUT, STEPS, BATCH = 40, 48, 64
OURS = ("wardwatch", "")
ONE_THREAD = "on one thread"
GATES = {"lstm": 4, "elman": 1, "jordan": 1}


@dataclass(frozen=True)
class Case:
    """One measurement: a task with all its sizes."""

    section: str
    task: str
    cell: str
    hidden: int
    batch: int
    threads: int
    ragged: bool = False

    @property
    def name(self):
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        return f"{self.section} {self.cell} {self.hidden} batch {self.batch} {threads}"

    @property
    def clock(self):
        """Process CPU time on one thread, which a busy machine disturbs least; wall time on more."""
        return "cpu" if self.threads == 1 else "wall"

    def lengths(self):
        """One length per sequence, the same for every peer; ragged ones uniform on [STEPS/4, STEPS]."""
        if self.task == "step":
            return None
        if not self.ragged:
            return [STEPS] * self.batch
        low, seed, lengths = STEPS // 4, 2026, []
        for _ in range(self.batch):
            seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
            lengths.append(low + (seed >> 33) % (STEPS - low + 1))
        return lengths

    def contenders(self):
        """Peers with a mode; training on two threads has ours on one beside it, for the wall times of both."""
        own = [(OURS[0], ONE_THREAD)] if self.section == "train" and self.threads == 2 else []
        return CONTENDERS[self.section] + own

    def threads_of(self, mode):
        return 1 if mode == ONE_THREAD else self.threads

    def job(self, mode):
        job = {"task": self.task, "cell": self.cell, "hidden": self.hidden, "input": INPUT, "batch": self.batch}
        lengths = self.lengths()
        if lengths:
            job["lengths"] = lengths
        if mode and mode != ONE_THREAD:
            job["mode"] = mode
        return job

    def flops(self):
        """Forward, backward by the state and by the weights, without the head: 2·G·H·(2D + 3H) per row.

        Jordan's recurrent products are one output wide, not H.
        """
        recurrent = 1 if self.cell == "jordan" else self.hidden
        return 2 * GATES[self.cell] * self.hidden * (2 * INPUT + 3 * recurrent) * sum(self.lengths())


TORCH = [("torch", ""), ("torch-tuned", "")]
CONTENDERS = {
    "train": [OURS, *TORCH, ("onednn", "")],
    "ragged": [OURS, ("torch", ""), ("torch-tuned", ""), ("torch", "packed"), ("torch-tuned", "packed")],
    "stream": [OURS, (OURS[0], "16-bit"), *TORCH, ("onnxruntime", ""), ("onednn", "")],
    "patients": [
        OURS, ("torch", ""), ("torch", "best"), ("torch-tuned", "best"), ("onnxruntime", ""), ("onednn", ""),
    ],
    "sequences": [OURS, *TORCH, ("onnxruntime", ""), ("onednn", "")],
}


def all_cases():
    for cell in ("lstm", "elman", "jordan"):
        for threads in (1, 2):
            for hidden in (32, 64, 128, 256):
                yield Case("train", "train", cell, hidden, BATCH, threads)
    for threads in (1, 2):
        for hidden in (32, 64, 128, 256):
            yield Case("ragged", "train", "lstm", hidden, BATCH, threads, ragged=True)
    for cell in ("lstm", "elman"):
        for hidden in (32, 64, 128):
            yield Case("stream", "step", cell, hidden, 1, 1)
    for cell in ("lstm", "elman"):
        for threads in (1, 2):
            for hidden in (32, 64, 128):
                yield Case("patients", "step", cell, hidden, 1000, threads)
    for cell in ("lstm", "elman"):
        for batch in (1, 64, 1024):
            for hidden in (32, 64, 128):
                yield Case("sequences", "sequences", cell, hidden, batch, 1)


@dataclass(frozen=True)
class Target:
    """A row of the table of targets: for each hidden size a bound of what `measure` gives.

    `measure` is `ratio` (the fastest of `against` ÷ ours, higher is better), `gflops` (per thread, higher), `seconds`
    (lower), `scaling` (one thread ÷ two, higher) or `elman` (Elman's time ÷ this cell's, higher).
    """

    label: str
    measure: str
    section: str
    cell: str
    threads: int
    bounds: dict
    against: tuple = ()


BEST = tuple(TORCH)
TARGETS = [
    Target("LSTM training ÷ best PyTorch", "ratio", "train", "lstm", 1, {32: 2.8, 64: 2.2, 128: 1.8, 256: 1.3}, BEST),
    Target(
        "LSTM training ÷ oneDNN", "ratio", "train", "lstm", 1, {32: 2.0, 64: 1.6, 128: 1.4, 256: 1.2},
        (("onednn", ""),),
    ),
    Target("LSTM training ÷ best PyTorch", "ratio", "train", "lstm", 2, {32: 4.3, 64: 2.7, 128: 2.0, 256: 1.4}, BEST),
    Target(
        "Elman training ÷ stock PyTorch", "ratio", "train", "elman", 1, {32: 12, 64: 7, 128: 4.6, 256: 3.5},
        (("torch", ""),),
    ),
    Target(
        "ragged LSTM training ÷ stock PyTorch, padded", "ratio", "ragged", "lstm", 1,
        {32: 3.8, 64: 2.9, 128: 2.5, 256: 2.8}, (("torch", ""),),
    ),
    Target(
        "ragged LSTM training ÷ stock PyTorch, packed", "ratio", "ragged", "lstm", 1,
        {32: 15, 64: 9, 128: 5.4, 256: 6}, (("torch", "packed"),),
    ),
    Target("LSTM training, GFLOP/s per thread", "gflops", "train", "lstm", 1, {32: 200, 64: 200, 128: 200, 256: 200}),
    Target("LSTM training, two threads ÷ one", "scaling", "train", "lstm", 2, {32: 1.9, 64: 1.9, 128: 1.9, 256: 1.9}),
    Target("Jordan training ÷ Elman", "elman", "train", "jordan", 1, {32: 1, 64: 1, 128: 1, 256: 1}),
    Target(
        "one LSTM step of one patient, µs", "seconds", "stream", "lstm", 1, {32: 0.12e-6, 64: 0.65e-6, 128: 1.9e-6},
    ),
    Target(
        "one LSTM step of one patient ÷ ONNX Runtime", "ratio", "stream", "lstm", 1, {32: 5, 64: 5, 128: 5},
        (("onnxruntime", ""),),
    ),
    Target(
        "one LSTM step of one patient ÷ PyTorch's cell", "ratio", "stream", "lstm", 1, {32: 14, 64: 14, 128: 14},
        BEST,
    ),
    Target("one LSTM step of 1,000 patients, µs", "seconds", "patients", "lstm", 1, {64: 280e-6}),
    Target("one LSTM step of 1,000 patients, µs", "seconds", "patients", "lstm", 2, {64: 140e-6}),
]
