"""A whole epoch over hospital A of the PhysioNet 2019 data: LSTM 128, all 40 channels, batches of 64 patients."""

import array
import os
import sys
import tarfile

CHANNELS = 40
JOB = {"task": "epoch", "cell": "lstm", "hidden": 128, "input": CHANNELS, "batch": 64}
CONTENDERS = ("wardwatch", "torch", "torch-tuned")
ARCHIVE = "physionet2019-setA.tar.xz"


def dataset(build):
    """The file every peer reads, made once; None where the archive is not there.

    Native 32-bit words: the number of patients n, their n lengths, then for all hours of all patients the 40 channels,
    then for all hours the label. Channels are standardized, missing values are the mean, 0: for timing only.
    """
    path = f"{build}/physionet2019-setA.bin"
    if os.path.exists(path):
        return path
    archive = f"{os.environ.get('WARDWATCH_SHARED', '../shared')}/data/{ARCHIVE}"
    if not os.path.exists(archive):
        print(f"run: no epoch, {archive} is not there; set WARDWATCH_SHARED", file=sys.stderr)
        return None
    print("reading the 2019 data", file=sys.stderr)
    lengths, values, labels = array.array("i"), array.array("f"), array.array("f")
    with tarfile.open(archive) as tar:
        for member in tar:
            if not member.name.endswith(".psv"):
                continue
            hours = tar.extractfile(member).read().decode().split("\n")[1:]
            hours = [hour.split("|") for hour in hours if hour]
            lengths.append(len(hours))
            for hour in hours:
                values.extend(map(float, hour[:CHANNELS]))
                labels.append(float(hour[CHANNELS]))
    for channel in range(CHANNELS):
        column = values[channel::CHANNELS]
        present = [value for value in column if value == value]
        count = max(len(present), 1)  # hospital A never measured one of them
        mean = sum(present) / count
        deviation = (sum((value - mean) ** 2 for value in present) / count) ** 0.5 or 1
        standardized = ((value - mean) / deviation if value == value else 0 for value in column)
        values[channel::CHANNELS] = array.array("f", standardized)
    with open(f"{path}.part", "wb") as file:
        array.array("i", [len(lengths)]).tofile(file)
        for part in (lengths, values, labels):
            part.tofile(file)
    os.replace(f"{path}.part", path)
    return path


def measure(team, build, rounds):
    """Raw rows of one epoch each, on one and two threads, after an untimed one."""
    path = dataset(build)
    if path is None:
        return []
    rows = []
    for threads in (1, 2):
        takers = [name for name in CONTENDERS if name in team.commands]
        for round_number in range(rounds):
            for name in takers:
                answer = team.member(name, threads).ask_watched({**JOB, "file": path}, 1e-3)
                if "unsupported" in answer:
                    continue
                rows.append({"case": f"epoch {threads}", "peer": name, "mode": "", "round": round_number, **answer})
    if "wardwatch" in team.commands:
        answer = team.member("wardwatch", 1).ask({**JOB, "task": "drift", "file": path}, 0)
        rows.append({"case": "drift", "peer": "wardwatch", "mode": "16-bit", "round": 0, **answer})
    return rows
