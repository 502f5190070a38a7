#!/usr/bin/env python3
"""A sender of HL7 over MLLP for the test in a booted system, written from the specification: 0B message 1C 0D.

  sender.py send PREFIX FIRST COUNT [PORT]   sends that many messages; prints the numbers that were acknowledged
  sender.py until-refused PREFIX [PORT]      sends until an answer is no acceptance; prints how many were accepted
  sender.py hold PREFIX DIRECTORY [PORT]     keeps one connection open: a message for each file that appears in the
                                             directory, its answer in FILE.answer; ends when the file "end" appears
"""
import os
import socket
import sys
import time


def message(prefix, number):
    when = time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() - 3600 + number))
    now = time.strftime("%Y%m%d%H%M%S", time.gmtime())
    return "\r".join([
        f"MSH|^~\\&|BOOT|HOSP|WARDWATCH|HOSP|{now}+0000||ORU^R01^ORU_R01|{prefix}{number}|P|2.5",
        f"PID|1||{prefix}", f"PV1|1|I|W7^1^A||||||||||||||||{prefix}V",
        "OBR|1|||85353-1^Vital signs^LN",
        f"OBX|1|NM|8867-4^Heart rate^LN||{60 + number % 60}|/min|||||F|||{when}+0000", ""]).encode()


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.rest = b""

    def exchange(self, prefix, number):
        """The code of the answer; None when the other end has gone."""
        try:
            self.socket.sendall(b"\x0b" + message(prefix, number) + b"\x1c\r")
            while b"\x1c\r" not in self.rest:
                more = self.socket.recv(65536)
                if not more:
                    return None
                self.rest += more
        except OSError:
            return None
        answer, self.rest = self.rest.split(b"\x1c\r", 1)
        segment = next((s for s in answer.decode().split("\r") if s.startswith("MSA|")), "MSA|?")
        return segment.split("|")[1]


def main():
    mode, prefix = sys.argv[1:3]
    arguments = sys.argv[3:]
    needed = {"send": 2, "until-refused": 0, "hold": 1}[mode]
    port = int(arguments[needed]) if len(arguments) > needed else 2575
    connection = Connection(port)
    if mode == "send":
        first, count = int(arguments[0]), int(arguments[1])
        for number in range(first, first + count):
            code = connection.exchange(prefix, number)
            if code is None:
                return
            if code in ("AA", "CA"):
                print(number, flush=True)
    elif mode == "until-refused":
        for number in range(20000):
            code = connection.exchange(prefix, number)
            if code not in ("AA", "CA"):
                print(number, code)
                return
        print("never refused")
    else:
        directory, number = arguments[0], 0
        while not os.path.exists(os.path.join(directory, "end")):
            for name in sorted(os.listdir(directory)):
                path = os.path.join(directory, name)
                if name.endswith((".answer", ".part")) or os.path.exists(path + ".answer"):
                    continue
                code = connection.exchange(prefix, number)
                number += 1
                with open(path + ".part", "w") as file:
                    file.write(f"{code}\n")
                os.rename(path + ".part", path + ".answer")
            time.sleep(0.02)


main()
