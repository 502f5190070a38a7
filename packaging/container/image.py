#!/usr/bin/env python3
"""Makes an OCI image layout of one layer from a root file system: image.py ROOTFS.tar IMAGE.tar VERSION.

OCI Image Format Specification 1.0: image layout, index, manifest, configuration.
"""
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import time


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    source, target, version = sys.argv[1:]
    machine = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout.strip()
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))
    with open(source, "rb") as file:
        layer = file.read()
    with tarfile.open(target, "w") as image:

        def add(name, data):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            image.addfile(entry, io.BytesIO(data))

        def blob(data, kind):
            digest = hashlib.sha256(data).hexdigest()
            add(f"blobs/sha256/{digest}", data)
            return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{digest}", "size": len(data)}

        add("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        layers = [blob(gzip.compress(layer, 6, mtime=0), "layer.v1.tar+gzip")]
        configuration = {
            "created": created, "architecture": machine, "os": "linux",
            "config": {
                "User": "wardwatch",
                "Entrypoint": ["/usr/sbin/wardwatchd", "--config", "/etc/wardwatch/wardwatch.toml"],
                "Env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "WARDWATCH_CONFIG=/etc/wardwatch/wardwatch.toml"],
                "ExposedPorts": {"2575/tcp": {}, "8642/tcp": {}}, "StopSignal": "SIGTERM",
                "Volumes": {"/var/lib/wardwatch": {}}, "WorkingDir": "/var/lib/wardwatch",
                "Labels": {"org.opencontainers.image.title": "wardwatch", "org.opencontainers.image.version": version},
            },
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]},
        }
        config = blob(json.dumps(configuration).encode(), "config.v1+json")
        manifest = {
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config,
            "layers": layers}
        entry = blob(json.dumps(manifest).encode(), "manifest.v1+json")
        entry["annotations"] = {"org.opencontainers.image.ref.name": version}
        add("index.json", json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode())


main()
