"""A receiver over TLS with a certificate made for the occasion, on the standard library and openssl.

usage: tls_receiver.py LOG PORT NAME [client|close]

The certificate is signed by itself and names NAME (DNS:… or IP:…); LOG gets one JSON line with its path. With `client` a
certificate is asked of the other side; with `close` the connection is ended instead of an answer. Prints its port once it
listens.
"""
import http.server, json, ssl, subprocess, sys, tempfile

log, port, name, way = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else ""
directory = tempfile.TemporaryDirectory()
certificate, key = f"{directory.name}/certificate.pem", f"{directory.name}/key.pem"
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
     "-subj", "/CN=receiver", "-addext", f"subjectAltName={name}", "-keyout", key, "-out", certificate],
    check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if way == "close":
            return
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
if way == "client":
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(certificate)
server = Server(("127.0.0.1", port), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
with open(log, "a") as file:
    file.write(json.dumps({"certificate": certificate}) + "\n")
print(server.server_address[1], flush=True)
server.serve_forever()
