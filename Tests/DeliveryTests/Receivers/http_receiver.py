"""A receiver of webhooks and FHIR updates, on the standard library alone.

usage: http_receiver.py LOG PORT SECRET [ANSWER…]

Answers with the statuses given, one for each request, the last again and again: 200, 500, 429:7 (with Retry-After),
302, hang (no answer), 200:endless (a body that does not end). Writes one JSON line for each request to LOG: what was asked, whether the signature of Standard
Webhooks is right by this program's own reckoning, and the status. Prints its port once it listens.
"""
import base64, hashlib, hmac, http.server, json, sys, threading, time

log, port, secret = sys.argv[1], int(sys.argv[2]), sys.argv[3]
answers = sys.argv[4:] or ["200"]
lock = threading.Lock()
count = 0


def is_signed(headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = b".".join([headers.get("webhook-id", "").encode(), headers.get("webhook-timestamp", "").encode(), body])
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    given = [part.split(",", 1)[1] for part in headers.get("webhook-signature", "").split() if part.startswith("v1,")]
    return any(hmac.compare_digest(expected, one) for one in given)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with lock:
            answer = answers[min(count, len(answers) - 1)]
            count += 1
            line = {
                "method": self.command, "path": self.path, "answer": answer, "signed": is_signed(self.headers, body),
                "identity": self.headers.get("webhook-id") or self.headers.get("Idempotency-Key"),
                "authorization": self.headers.get("Authorization", ""), "timestamp": int(time.time()), "at": time.time(),
                "stated": int(self.headers.get("webhook-timestamp", 0)), "body": json.loads(body),
            }
            with open(log, "a") as file:
                file.write(json.dumps(line) + "\n")
        if answer == "hang":
            time.sleep(3600)
        status, _, wait = answer.partition(":")
        self.send_response(int(status))
        if wait == "endless":
            self.send_header("Content-Length", "10")
            self.end_headers()
            self.wfile.write(b"ok")
            time.sleep(3600)
        if wait:
            self.send_header("Retry-After", wait)
        if status == "302":
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_PUT = do_POST

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", port), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
