"""The contenders: each takes the same messages, or their rows, into a database of its own."""

import json
import os
import resource
import shutil
import sqlite3
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = os.sysconf("SC_CLK_TCK")
START_LIMIT, SCORING_LIMIT, STOP_LIMIT, LOAD_LIMIT = 30, 120, 60, 240
# Tables whose rows a message brings; assessments are what the daemon adds to them.
ROWS = ("message", "patient", "encounter", "observation")
CONTENT = "SELECT patient, channel, value, unit, effective, status, code, source FROM observationView"


class Failure(Exception):
    """A contender did not do what it is measured for."""


def query(path, sql):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def count(path, table, condition="1"):
    return query(path, f"SELECT count(*) FROM {table} WHERE {condition}")[0][0]


def remove_database(path):
    for suffix in ("", "-wal", "-shm", ".daemon.lock", ".retraining.lock", ".endpoints.json"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)


def fold_log(path):
    """Leaves everything in the main file."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def process_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def machine_seconds():
    """Processor seconds all processes have used, and that a hypervisor took away."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, interrupt, soft_interrupt, stolen = map(int, file.readline().split()[1:9])
    return (user + nice + system + interrupt + soft_interrupt + stolen) / TICKS


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def peak_memory(pid):
    """The largest resident set so far, in MB."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1000


def group_sizes(path):
    """Messages per transaction, from the frames that are left in the write-ahead log.

    `message` counts with AUTOINCREMENT, so every transaction that stores messages writes the page of sqlite_sequence
    with their last number. Frames of the log before (other salts) are still behind those of the present one.
    """
    root = query(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_sequence'")[0][0]
    with open(path + "-wal", "rb") as file:
        log = file.read()
    page_size = struct.unpack(">I", log[8:12])[0]
    sizes, last, number, salts = [], None, None, None
    for offset in range(32, len(log) - page_size - 23, page_size + 24):
        page, commit, *salt = struct.unpack(">IIII", log[offset : offset + 16])
        if salt != salts:
            last, number, salts = None, None, salt
        if page == root:
            number = sequence_number(log[offset + 24 : offset + 24 + page_size])
        if commit:
            if last is not None and number is not None and number > last:
                sizes.append(number - last)
            last = number if number is not None else last
    return sizes


def sequence_number(page):
    """The last number of `message`: a record of two columns, text of 7 bytes (type 27) and an integer (type 1 to 6)."""
    for kind, size in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (6, 8)):
        place = page.find(bytes((3, 27, kind)) + b"message")
        if place >= 0:
            return int.from_bytes(page[place + 10 : place + 10 + size], "big")
    return None


class Server:
    """A process that answers on a port and writes to a database that starts as a copy of a template."""

    def __init__(self, command, environment, template, database):
        self.database = database
        remove_database(database)
        shutil.copyfile(template, database)
        clean = {key: value for key, value in os.environ.items() if not key.startswith("WARDWATCH_")}
        self.process = subprocess.Popen(
            command, env={**clean, **environment}, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
        )
        try:
            self.port = self.wait_for_port()
        except BaseException:
            self.stop()
            raise

    def load(self, generator, *arguments):
        """Figures of the load generator, and what the server looks like afterwards."""
        pid = self.process.pid
        command = [generator, "-p", str(self.port), "-P", str(pid), *map(str, arguments)]
        began, busy, server, children = time.perf_counter(), machine_seconds(), process_seconds(pid), children_seconds()
        result = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=LOAD_LIMIT)
        if result.returncode:
            raise Failure(f"{os.path.basename(generator)} ended with status {result.returncode}")
        scoring = self.wait_for_scores()
        busy, server, children = (
            machine_seconds() - busy, process_seconds(pid) - server, children_seconds() - children)
        wall = time.perf_counter() - began
        figures = json.loads(result.stdout)
        figures["others"] = round(max(busy - server - children, 0) / wall / os.cpu_count(), 3)
        figures["group"] = group_sizes(self.database)[:-2]
        figures["memory"], figures["scoringAfter"] = peak_memory(pid), scoring
        return figures

    def wait_for_scores(self):
        return 0.0

    def stop(self):
        self.process.terminate()
        try:
            status = self.process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process.stdout.close()
        return status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Daemon(Server):
    """`wardwatchd` without HTTP and retraining; every other key has its default."""

    def __init__(self, program, template, database, models):
        self.lives_until = time.monotonic() + START_LIMIT
        super().__init__(
            [program],
            {
                "WARDWATCH_DATABASE": database,
                "WARDWATCH_MODELS_DIRECTORY": models,
                "WARDWATCH_MLLP_PORT": "0",
                "WARDWATCH_HTTP_ENABLED": "false",
                "WARDWATCH_RETRAINING_ENABLED": "false",
                "WARDWATCH_LOG_LEVEL": "error",
            },
            template,
            database,
        )

    def wait_for_port(self):
        path = f"{self.database}.endpoints.json"
        while not os.path.exists(path):
            if self.process.poll() is not None:
                raise Failure(f"wardwatchd ended with status {self.process.returncode}")
            if time.monotonic() > self.lives_until:
                raise Failure(f"wardwatchd does not listen after {START_LIMIT} s")
            time.sleep(0.02)
        with open(path) as file:
            return json.load(file)["mllpPort"]

    def wait_for_scores(self):
        """Seconds from the last answer until every stay is assessed through its newest message."""
        began = time.perf_counter()
        while count(self.database, "encounter", "changedBy > assessedThrough"):
            if time.perf_counter() - began > SCORING_LIMIT:
                raise Failure(f"stays are not assessed after {SCORING_LIMIT} s")
            time.sleep(0.02)
        return time.perf_counter() - began


class PythonServer(Server):
    """The asyncio server of the package hl7."""

    def __init__(self, python, template, database):
        super().__init__([python, "-B", f"{HERE}/hl7_server.py", database], {}, template, database)

    def wait_for_port(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"hl7_server.py ended with status {self.process.wait()}")
        return int(line)


def verify(name, database, figures):
    """Every acknowledged message with all its values, once, and nothing else; adds the rows per message."""
    messages, observations = count(database, "message"), count(database, "observation")
    refused = count(database, "quarantine")
    if (messages, observations, refused) != (figures["answered"], 8 * figures["answered"], 0):
        raise Failure(
            f"{name} acknowledged {figures['answered']} messages of 8 values, but holds {messages} messages, "
            f"{observations} values and {refused} entries in quarantine"
        )
    figures["rowsPerMessage"] = sum(count(database, table) for table in ROWS) / messages
