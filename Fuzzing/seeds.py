"""Where the fuzzer begins: small files of our own and the samples of real senders, cut to what each target takes."""

import glob
import json
import os
import re
import shutil

START, END = b"\x0b", b"\x1c\r"


def folder(target, work):
    """The seeds of a target."""
    path = f"{work}/seeds/{target}"
    os.makedirs(path, exist_ok=True)
    return path


def collect(own, shared, work):
    """Writes the seeds of all targets anew; without the shared folder, our own alone."""
    shutil.rmtree(f"{work}/seeds", ignore_errors=True)

    def write(target, name, data):
        with open(f"{folder(target, work)}/{name}", "wb") as file:
            file.write(data)

    for path in sorted(glob.glob(f"{own}/*/*")):
        target, name = path.split("/")[-2:]
        with open(path, "rb") as file:
            take(write, target, name, file.read())
    for path in sorted(glob.glob(f"{shared}/oracles/hl7/*.hl7")):
        with open(path, "rb") as file:
            take(write, "hl7", os.path.basename(path), file.read())
    for path in sorted(glob.glob(f"{shared}/oracles/fhir/**/*.json", recursive=True)):
        if "/profiles/" not in path:
            with open(path, "rb") as file:
                take(write, "json", os.path.basename(path), file.read())


def take(write, kind, name, data):
    """Writes a sample for every target that takes its kind: `hl7`, `json`, or the name of a target."""
    if kind == "hl7":
        for target in ("hl7-message", "hl7-file", "hl7-mapping"):
            write(target, name, data)
            for number, line in enumerate(data.splitlines()[1:]):
                # The header once, then one segment over and over.
                write(f"{target}-long", f"{name}-{number}", repeated(data.splitlines()[0] + b"\r", line + b"\r"))
        framed = data if START in data else START + data + END
        # Two bytes choose the cuts and the largest message.
        for target, stream in (("mllp", framed), ("mllp-unframed", data)):
            write(target, name, b"\x07\x01" + stream[:298])
            write(f"{target}-long", name, repeated(b"", stream[:255]))
        for number, match in enumerate(re.findall(rb"\d{8,14}(?:\.\d+)?(?:[+-]\d{4})?", data)):
            write("hl7-timestamp", f"{name}-{number}", match)
    elif kind == "json":
        write("json", name, data)
        write("json-long", name, repeated(b"[", data[:250] + b","))
        write("fhir", name, compact(data))
        for number, match in enumerate(re.findall(rb"\d{4}-\d\d-\d\d(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d))?", data)):
            write("time", f"{name}-{number}", match)
    else:
        write(kind, name, data)
        if kind == "csv":
            lines = data.splitlines(keepends=True)
            write("csv-long", name, repeated(b"".join(lines[:-1]), lines[-1]))


def repeated(head, unit, tail=b""):
    """An input for the targets that repeat a part of theirs: see RepeatedInput.swift."""
    head, unit = head[:255], unit[:255]
    return bytes([len(head), len(unit)]) + head + unit + tail


def compact(data):
    """A resource without white space and narrative, which nobody reads."""
    try:
        resource = json.loads(data)
    except ValueError:
        return data
    if isinstance(resource, dict):
        resource.pop("text", None)
    return json.dumps(resource, separators=(",", ":"), ensure_ascii=False).encode()
