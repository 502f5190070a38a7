"""Medians, ratios and the tables."""

import datetime
import os
import platform
import re
import statistics
import subprocess
import time

from cases import ONE_THREAD, OURS, TARGETS

FIRST_STEP, EPOCH = "first step", "epoch"
OTHER_CASES = (FIRST_STEP, EPOCH)
TITLES = {
    "train": "Training, sequences/s (GFLOP/s)",
    "ragged": "Training on lengths uniform on 12...48, sequences/s (GFLOP/s of steps that exist)",
    "stream": "One step of one patient, µs",
    "patients": "One step of 1,000 patients, µs",
    "sequences": "Scores of whole sequences of 48 steps, ms",
}


def elapsed_since(start):
    return time.perf_counter() - start


def shell(*command, directory=None):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=directory).stdout.strip()
    except OSError:
        return ""


def machine(root):
    """What the figures depend on, taken before the run."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*: (.*)$", file.read(), re.MULTILINE)
    changed = " with changes" if shell("git", "status", "--porcelain", "--", "Sources", directory=root) else ""
    return {
        "date": datetime.date.today().isoformat(),
        "commit": shell("git", "rev-parse", "--short", "HEAD", directory=root) + changed,
        "processor": model.group(1) if model else platform.machine(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "swift": shell("swift", "--version").split("\n")[0],
        "load": "%.1f" % os.getloadavg()[0],
    }


class Figures:
    """Seconds per iteration by case, contender and round."""

    def __init__(self, cases, rows):
        self.cases = {case.name: case for case in cases}
        self.times = {}
        for row in rows:
            case = self.cases.get(row["case"])
            if case:
                rounds = self.times.setdefault((case.name, row["peer"], row["mode"]), {})
                rounds[row["round"]] = row[case.clock] / row["iterations"]

    def case(self, section, cell, hidden, threads):
        for case in self.cases.values():
            if (case.section, case.cell, case.hidden, case.threads) == (section, cell, hidden, threads):
                return case
        return None

    def median(self, case, contender):
        rounds = self.times.get((case.name, *contender)) if case else None
        return statistics.median(rounds.values()) if rounds else None

    def ratio(self, case, contender, other=OURS):
        """The median over the rounds of contender's time ÷ the other's."""
        if not case:
            return None
        theirs, ours = (self.times.get((case.name, *one), {}) for one in (contender, other))
        shared = theirs.keys() & ours.keys()
        return statistics.median(theirs[one] / ours[one] for one in shared) if shared else None

    def value(self, target, hidden):
        """What a target is about, at one hidden size, or None where it was not measured."""
        case = self.case(target.section, target.cell, hidden, target.threads)
        ours = self.median(case, OURS)
        if target.measure == "ratio":
            ratios = [self.ratio(case, contender) for contender in target.against]
            return min((ratio for ratio in ratios if ratio is not None), default=None)
        if ours is None:
            return None
        if target.measure == "seconds":
            return ours
        if target.measure == "gflops":
            return case.flops() / ours / 1e9
        if target.measure == "scaling":
            return self.ratio(case, (OURS[0], ONE_THREAD))
        elman = self.median(self.case(target.section, "elman", hidden, target.threads), OURS)
        return elman / ours if elman else None


def table(header, lines):
    yield "| " + " | ".join(header) + " |"
    yield "| " + " | ".join(["---"] * len(header)) + " |"
    for line in lines:
        yield "| " + " | ".join(line) + " |"
    yield ""


def targets(figures):
    """Each target's bound with what was measured; met or missed."""
    lines = []
    for target in TARGETS:
        if not any(figures.case(target.section, target.cell, hidden, target.threads) for hidden in target.bounds):
            continue
        lower = target.measure == "seconds"
        sign, scale = ("≤", 1e6) if lower else ("≥", 1)
        cells = []
        for hidden in (32, 64, 128, 256):
            bound, value = target.bounds.get(hidden), figures.value(target, hidden)
            if bound is None:
                cells.append("")
            elif value is None:
                cells.append(f"{sign} {bound * scale:.4g}: –")
            else:
                met = value <= bound if lower else value >= bound
                figure = three_digits(value * scale)
                cells.append(f"{sign} {bound * scale:.4g}: " + (f"**{figure}** met" if met else f"{figure} missed"))
        lines.append([target.label, str(target.threads), *cells])
    if lines:
        yield "## Targets"
        yield ""
        yield from table(["target", "threads", "hidden 32", "64", "128", "256"], lines)


def three_digits(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def cell_text(figures, case, contender):
    seconds = figures.median(case, contender)
    if seconds is None:
        return "–"
    if case.task == "train":
        text = f"{case.batch / seconds:,.0f} ({case.flops() / seconds / 1e9:.0f})"
    elif case.task == "step":
        text = three_digits(seconds * 1e6)
    else:
        text = three_digits(seconds * 1e3)
    ratio = figures.ratio(case, contender)
    return text if contender == OURS or ratio is None else f"{text}; {ratio:.2f}×"


def section(figures, name):
    """A line per contender and kind of case, a column per hidden size; behind the semicolon ours ÷ that peer."""
    cases = [case for case in figures.cases.values() if case.section == name]
    if not cases:
        return
    sizes = sorted({case.hidden for case in cases})
    kinds = list(dict.fromkeys((case.cell, case.batch, case.threads) for case in cases))
    lines = []
    for kind in kinds:
        members = {case.hidden: case for case in cases if (case.cell, case.batch, case.threads) == kind}
        for contender in next(iter(members.values())).contenders():
            cells = [cell_text(figures, members[size], contender) if size in members else "" for size in sizes]
            if any(cell not in ("", "–") for cell in cells):
                lines.append([kind[0], str(kind[1]), str(kind[2]), " ".join(contender).strip(), *cells])
    yield f"## {TITLES[name]}"
    yield ""
    yield from table(["cell", "batch", "threads", "peer", *(f"hidden {size}" for size in sizes)], lines)


def median_of(rows, key):
    values = [row[key] for row in rows if key in row]
    return statistics.median(values) if values else None


def by_peer(rows):
    names = dict.fromkeys(row["peer"] for row in rows)
    return {name: [row for row in rows if row["peer"] == name] for name in names}


def fresh_processes(rows):
    first = [row for row in rows if row["case"] == FIRST_STEP]
    if first:
        yield "## Fresh processes: first step and memory"
        yield ""
        yield "Wall time from the start of the process to the first score (LSTM 64, one patient), with the model built"
        yield "in it, and the peak resident memory then and after training LSTM 128, batch 64."
        yield ""
        lines = []
        for name, own in by_peer(first).items():
            training = median_of(own, "trainMemory")
            lines.append(
                [
                    name,
                    three_digits(median_of(own, "wall") * 1e3),
                    f"{median_of(own, 'stepMemory'):.0f}",
                    "–" if training is None else f"{training:.0f}",
                ]
            )
        yield from table(["peer", "first score, ms", "memory, MB", "after training, MB"], lines)


def epochs_of_patients(rows):
    epochs = [row for row in rows if row["case"].startswith(EPOCH)]
    if epochs:
        yield "## One epoch over the 2019 data, seconds"
        yield ""
        yield "Hospital A, LSTM 128, 40 channels, batches of 64 patients of like length, made anew in every epoch."
        yield ""
        lines = []
        for name, own in by_peer(epochs).items():
            medians = []
            for threads in (1, 2):
                clock = "cpu" if threads == 1 else "wall"
                times = [row[clock] / row["iterations"] for row in own if row["case"] == f"{EPOCH} {threads}"]
                medians.append(f"{statistics.median(times):.2f}" if times else "–")
            lines.append([name, *medians])
        yield from table(["peer", "1 thread", "2 threads"], lines)
    for row in rows:
        if row["case"] == "drift":
            yield ""
            yield "Weights in 16 bits (`StreamingNetwork(precision: .half)`), after three epochs at a rate of 0.002, all hours of"
            yield (
                f"all patients: scores differ by {row['meanDrift']:.1e} in the mean and {row['largestDrift']:.1e} at most "
                "from those with 32 bits."
            )


def disturbance(rows):
    """What others took of the machine during the slices; two threads cannot be judged beside much of it."""
    shares = sorted(row["others"] for row in rows if "others" in row)
    if not shares:
        return ""
    middle, high = shares[len(shares) // 2], shares[len(shares) * 9 // 10]
    return f" Others used {middle:.0%} of the cores in the median slice, {high:.0%} in one of ten."


def write(cases, rows, machine, versions, rounds, seconds):
    """The whole report as Markdown."""
    figures = Figures(cases, rows)
    parts = [
        f"# Recurrent engine beside its peers, {machine['date']}, commit {machine['commit']}",
        "",
        f"{machine['processor']}, {machine['cores']} cores, Linux {machine['kernel']}, {machine['swift']}; "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + f". Load average before the run {machine['load']}.{disturbance(rows)}",
        "",
        f"Medians of {rounds} rounds of {seconds} s, round-robin; process CPU time on one thread, wall time on two.",
        "Behind a semicolon: ours ÷ that peer in speed, the median of the ratios within a round. `torch-tuned` is",
        "PyTorch with raised malloc thresholds and with MKL's AVX-512 kernels allowed on AMD. 40 inputs, 48 steps,",
        "batch 64 and binary cross-entropy over all steps unless said otherwise; oneDNN trains without head and loss.",
        "GFLOP/s count 2·G·H·(2D + 3H) per row and step. What each peer does: ../recurrent-engine/README.md.",
        "",
    ]
    if any(row["peer"] == OURS[0] for row in rows):
        parts += targets(figures)
    for name in TITLES:
        parts += section(figures, name)
    parts += [*fresh_processes(rows), *epochs_of_patients(rows)]
    return "\n".join(parts).rstrip() + "\n"
