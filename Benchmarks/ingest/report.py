"""The loads, medians, ratios and the tables."""

import collections
import datetime
import os
import platform
import re
import sqlite3
import statistics
import subprocess
import time

Load = collections.namedtuple("Load", "name connections window")
Target = collections.namedtuple("Target", "label peer bound unit")

LOADS = [
    Load("1 connection", 1, 1),
    Load("1 connection, 16 unanswered", 1, 16),
    Load("50 connections", 50, 1),
]
DAEMON, MODEL, HL7, SQLITE = "wardwatchd", "wardwatchd with an LSTM", "python hl7", "SQLite C API"
TARGETS = [
    Target("rows/s ÷ SQLite C API", SQLITE, 0.6, "rows"),
    Target("messages/s ÷ python hl7", HL7, 10, "messages"),
]


def shell(*command, directory=None):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=directory).stdout.strip()
    except OSError:
        return ""


def file_system(path):
    """Type and device of the file system that holds a directory."""
    found = ("", "unknown", "unknown")
    with open("/proc/self/mountinfo") as file:
        for line in file:
            left, right = line.split(" - ")
            place, (kind, device) = left.split()[4], right.split()[:2]
            if os.path.realpath(path).startswith(place.rstrip("/") + "/") and len(place) >= len(found[0]):
                found = (place, kind, device)
    return f"{found[1]} on {found[2]}"


def sync_time(directory):
    """Seconds that the disk takes to keep 16 KB appended to a file: the median of 50."""
    path, times = f"{directory}/sync", []
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    try:
        for _ in range(50):
            os.write(file, b"\1" * 16_384)
            began = time.perf_counter()
            os.fdatasync(file)
            times.append(time.perf_counter() - began)
    finally:
        os.close(file)
        os.remove(path)
    return statistics.median(times)


def machine(root, arguments):
    """What the figures depend on, taken before the run."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*: (.*)$", file.read(), re.MULTILINE)
    changed = " with changes" if shell("git", "status", "--porcelain", "--", "Sources", directory=root) else ""
    os.makedirs(arguments.work, exist_ok=True)
    versions = "import sys, sqlite3, hl7; print(sys.version.split()[0], sqlite3.sqlite_version, hl7.__version__)"
    python, sqlite, hl7 = (shell(arguments.python, "-c", versions) or "? ? ?").split()
    return {
        "date": datetime.date.today().isoformat(),
        "commit": shell("git", "rev-parse", "--short", "HEAD", directory=root) + changed,
        "daemon": shell(arguments.daemon, "--version"),
        "processor": model.group(1) if model else platform.machine(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "swift": shell("swift", "--version").split("\n")[0],
        "versions": f"SQLite {sqlite3.sqlite_version}; Python {python} with hl7 {hl7} and SQLite {sqlite}",
        "disk": file_system(arguments.work),
        "load": "%.1f" % os.getloadavg()[0],
    }


class Figures:
    """Rows by load, contender and round."""

    def __init__(self, rows):
        self.rounds = {}
        for row in rows:
            self.rounds.setdefault((row["load"], row["peer"]), {})[row["round"]] = row

    def rows(self, load, peer):
        return list(self.rounds.get((load.name, peer), {}).values())

    def median(self, load, peer, value):
        values = [value(row) for row in self.rows(load, peer)]
        return statistics.median(values) if values else None

    def ratio(self, load, peer, other, value):
        """The median over the rounds of one's value ÷ the other's."""
        ours, theirs = (self.rounds.get((load.name, one), {}) for one in (peer, other))
        shared = ours.keys() & theirs.keys()
        return statistics.median(value(ours[one]) / value(theirs[one]) for one in shared) if shared else None


def messages_per_second(row):
    return row["counted"] / row["wall"]


def rows_per_second(row):
    return messages_per_second(row) * row["rowsPerMessage"]


UNITS = {"rows": rows_per_second, "messages": messages_per_second}


def number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(header, lines):
    yield "| " + " | ".join(header) + " |"
    yield "| " + " | ".join(["---"] * len(header)) + " |"
    for line in lines:
        yield "| " + " | ".join(line) + " |"
    yield ""


def targets(figures, loads):
    lines = []
    for target in TARGETS:
        for peer in (DAEMON, MODEL):
            cells = []
            for load in loads:
                ratio = figures.ratio(load, peer, target.peer, UNITS[target.unit])
                if ratio is None:
                    cells.append("–")
                else:
                    met = ratio >= target.bound
                    cells.append(f"≥ {target.bound:g}: " + (f"**{ratio:.3g}** met" if met else f"{ratio:.3g} missed"))
            if any(cell != "–" for cell in cells):
                lines.append([peer, target.label, *cells])
    yield "## Targets"
    yield ""
    yield from table(["", "ratio", *(load.name for load in loads)], lines)


def throughput(figures, loads):
    lines = []
    for load in loads:
        for peer in (DAEMON, MODEL, HL7, SQLITE):
            rows = figures.rows(load, peer)
            if not rows:
                continue
            is_server = peer != SQLITE

            def median(value, load=load, peer=peer):
                return figures.median(load, peer, value)

            lines.append(
                [
                    load.name,
                    peer,
                    number(median(messages_per_second)),
                    number(median(rows_per_second)),
                    number(median(lambda row: row["group"])),
                    number(median(lambda row: row["p50"])) if is_server else "",
                    number(median(lambda row: row["p99"])) if is_server else "",
                    number(max(row["max"] for row in rows)) if is_server else "",
                ]
            )
    yield "## Throughput and latency"
    yield ""
    yield "Latency in ms from the last byte of a message to its answer; `max` over all rounds."
    yield ""
    yield from table(
        ["load", "peer", "messages/s", "rows/s", "messages per transaction", "p50", "p99", "max"], lines)


def cost(figures, loads):
    lines = []
    for load in loads:
        for peer in (DAEMON, MODEL, HL7, SQLITE):
            if not figures.rows(load, peer):
                continue
            is_server = peer != SQLITE

            def median(value, load=load, peer=peer):
                return figures.median(load, peer, value)

            lines.append(
                [
                    load.name,
                    peer,
                    number(median(lambda row: row["serverCPU"] / row["counted"] * 1e6)),
                    f"{median(lambda row: row['serverCPU'] / row['wall']):.0%}",
                    f"{median(lambda row: row['generatorCPU'] / row['wall']):.0%}" if is_server else "",
                    number(median(lambda row: row["memory"])) if is_server else "",
                    number(median(lambda row: row["scoringAfter"])) if peer in (DAEMON, MODEL) else "",
                ]
            )
    yield "## Cost"
    yield ""
    yield "Shares are of one core. The last column says how long after the last answer every stay was assessed."
    yield ""
    yield from table(
        [
            "load", "peer", "CPU per message, µs", "CPU", "CPU of the load generator", "peak memory, MB",
            "scored after, s",
        ],
        lines,
    )


def disturbance(rows):
    shares = sorted(row["others"] for row in rows if "others" in row)
    syncs = sorted(row["sync"] for row in rows)
    middle, high = shares[len(shares) // 2], shares[len(shares) * 9 // 10]
    fastest, usual, slowest = (1e3 * time for time in (syncs[0], syncs[len(syncs) // 2], syncs[-1]))
    return (
        f"Others, the kernel's threads among them, used {middle:.0%} of the cores in the median measurement, "
        f"{high:.0%} in one of ten. An fdatasync of 16 KB took {usual:.2f} ms in the median before a measurement, "
        f"{fastest:.2f} to {slowest:.2f} ms in all."
    )


def write(loads, rows, machine, rounds, seconds, beds):
    """The whole report as Markdown."""
    figures = Figures(rows)
    parts = [
        f"# Intake over MLLP beside SQLite and Python, {machine['date']}, commit {machine['commit']}",
        "",
        f"{machine['processor']}, {machine['cores']} cores, Linux {machine['kernel']}, {machine['swift']}; "
        f"wardwatchd {machine['daemon']}; {machine['versions']}. Databases on {machine['disk']}. Load average before "
        f"the run {machine['load']}. {disturbance(rows)}",
        "",
        f"Medians over {rounds} round{'s' * (rounds > 1)} of {seconds:g} s, round-robin, each with a new database;",
        f"ratios are medians of the ratios within a round. {beds} beds send an ORU^R01 with 8 OBX for every minute of",
        "their time, as fast as the answers come; an answer is sent after the commit (WAL, synchronous = FULL). Rows",
        "are those of `message`, `patient`, `encounter` and `observation`. Server, load generator and the kernel's",
        "disk work share the cores; the C program has them alone. wardwatchd scores what it stores: NEWS2, and in its",
        "second line an LSTM of 64 units as well. What each does: ../ingest/README.md.",
        "",
        *targets(figures, loads),
        *throughput(figures, loads),
        *cost(figures, loads),
    ]
    return "\n".join(parts).rstrip() + "\n"
