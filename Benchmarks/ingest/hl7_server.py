#!/usr/bin/env python3
"""The peer in Python: the server of the package hl7, which parses, writes the rows Wardwatch writes, and answers.

    hl7_server.py DATABASE

DATABASE has Wardwatch's schema. Everything that repeats is looked up in dictionaries, statements stay prepared, and
every message is one transaction, committed (WAL, synchronous = FULL) before its answer. Prints its port.
"""

import asyncio
import hashlib
import sqlite3
import sys
import time

import hl7
from hl7.mllp import start_hl7_server

STATUS = {"P": 0, "F": 1, "R": 1, "C": 2}
LEVELS = {"A": 0.0, "C": 1.0, "V": 2.0, "P": 3.0, "U": 4.0}
CHANNELS = {
    "8867-4": ("heartRate", "/min"),
    "9279-1": ("respiratoryRate", "/min"),
    "59408-5": ("oxygenSaturation", "%"),
    "8310-5": ("bodyTemperature", "Cel"),
    "8480-6": ("systolicBloodPressure", "mm[Hg]"),
    "8462-4": ("diastolicBloodPressure", "mm[Hg]"),
    "67775-7": ("consciousness", "{score}"),
    "3151-8": ("supplementalOxygen", "L/min"),
}
SEX = {"F": "female", "M": "male", "O": "other"}


def milliseconds(text):
    return round(hl7.parse_datetime(text).timestamp() * 1000)


class Rows:
    """The tables of Wardwatch that a result message fills."""

    def __init__(self, path):
        self.database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32768"):
            self.database.execute(f"PRAGMA {pragma}")
        self.database.execute("PRAGMA wal_autocheckpoint = 4000")
        self.sources, self.codes, self.channels, self.stays = {}, {}, {}, {}

    def number(self, known, key, sql, *values):
        if key not in known:
            known[key] = self.database.execute(sql, values).lastrowid
        return known[key]

    def store(self, block, message):
        """One transaction; the committed message is durable when this returns."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            self.insert(block, message)
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")

    def insert(self, block, message):
        header, patient, visit = message.segment("MSH"), message.segment("PID"), message.segment("PV1")
        sender, issued = str(header[3]), milliseconds(str(header[7]))
        source = self.number(self.sources, sender, "INSERT INTO source (name) VALUES (?)", sender)
        identity = hashlib.sha256(f"{sender}|{header[10]}|{header[7]}|".encode() + block).digest()
        number = self.database.execute(
            "INSERT INTO message (format, sourceID, identity, body, received) VALUES ('hl7v2', ?, ?, ?, ?)",
            (source, identity, block, round(time.time() * 1000)),
        ).lastrowid
        stay = self.stay(patient, visit, number)
        rows = []
        order = str(message.segment("OBR")[3])
        for result in message.segments("OBX"):
            code = str(result[3][0][0])
            name, unit = CHANNELS[code]
            text = str(result[5])
            value = LEVELS[text] if name == "consciousness" else float(text)
            channel = self.number(
                self.channels, name, "INSERT INTO channel (name, unit) VALUES (?, ?)", name, unit)
            code_number = self.number(self.codes, code, "INSERT INTO code (text) VALUES (?)", code)
            rows.append((stay, channel, milliseconds(str(result[14])), source, code_number, order, str(result[4]),
                         issued, STATUS[str(result[11])], value, 0, "", number))
        self.database.executemany("INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        newest = max(row[2] for row in rows)
        self.database.execute(
            "UPDATE encounter SET changedBy = ?1, lastEffective = max(coalesce(lastEffective, ?2), ?2) WHERE id = ?3",
            (number, newest, stay),
        )

    def stay(self, patient, visit, number):
        identifier = f"{patient[3][0][3]}:{patient[3][0][0]}"
        key = (identifier, str(visit[19]))
        if key not in self.stays:
            birth = str(patient[7])
            row = self.database.execute(
                "INSERT INTO patient (identifier, birthDate, sex) VALUES (?, ?, ?)",
                (identifier, f"{birth[:4]}-{birth[4:6]}-{birth[6:]}", SEX.get(str(patient[8]), "unknown")),
            ).lastrowid
            place = visit[3][0]
            self.stays[key] = self.database.execute(
                "INSERT INTO encounter (patientID, visitNumber, unit, bed, firstMessageID) VALUES (?, ?, ?, ?, ?)",
                (row, key[1], str(place[0]), f"{place[1]}-{place[2]}", number),
            ).lastrowid
        return self.stays[key]


async def main():
    rows = Rows(sys.argv[1])

    async def serve(reader, writer):
        try:
            while True:
                block = await reader.readblock()
                message = hl7.parse(block.decode("utf-8"))
                rows.store(block, message)
                writer.writemessage(message.create_ack())
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await start_hl7_server(serve, "127.0.0.1", 0, encoding="utf-8")
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
