"""A receiver of HL7 v2 over MLLP, the server of the package hl7.

usage: mllp_receiver.py LOG PORT [CODE…]

Acknowledges with the codes given, one for each message, the last again and again. Writes one JSON line for each message
to LOG: what the package hl7 and, where it is installed, hl7apy read in it. Prints its port once it listens.
"""
import asyncio, json, sys
import hl7
from hl7.mllp import start_hl7_server

log, port = sys.argv[1], int(sys.argv[2])
codes = sys.argv[3:] or ["AA"]
count = 0


def read(message):
    line = {
        "type": str(message["MSH"][0][9]), "control": str(message["MSH"][0][10]), "mode": str(message["MSH"][0][11]),
        "results": {str(obx[3][0][0]): [message.unescape(str(part)) for part in obx[5]] for obx in message["OBX"]},
        "patient": [], "place": [],
    }
    if any(str(segment[0]) == "PID" for segment in message):
        line["patient"] = [message.unescape(str(part)) for part in message["PID"][0][3][0]]
        line["place"] = [message.unescape(str(part)) for part in message["PV1"][0][3][0]]
    try:
        from hl7apy.parser import parse_message
    except ImportError:
        return line
    second = parse_message(str(message), find_groups=False)
    line["hl7apy"] = [second.msh.msh_10.to_er7(), second.obr.obr_3.to_er7(), len(second.obx)]
    return line


async def serve(reader, writer):
    global count
    try:
        while not writer.is_closing():
            message = await reader.readmessage()
            with open(log, "a") as file:
                file.write(json.dumps(read(message)) + "\n")
            writer.writemessage(message.create_ack(codes[min(count, len(codes) - 1)]))
            count += 1
            await writer.drain()
    except asyncio.IncompleteReadError:
        pass
    writer.close()


async def main():
    server = await start_hl7_server(serve, host="127.0.0.1", port=port, encoding="utf-8")
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
