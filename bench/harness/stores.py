"""Where repositories lie: in a folder, or in buckets of real MinIO servers that count what is asked of them."""

import ctypes
import datetime
import hashlib
import hmac
import http.client
import os
import re
import signal
import socket
import subprocess
import time
import urllib.parse
import xml.etree.ElementTree

from . import measure

KINDS = ("folder", "minio")
ACCESS_KEY, SECRET_KEY = "hikae-bench", "hikae-bench-secret"
SIGNING_REGION = "us-east-1"
BUCKET = "bench"
PATIENCE_SECONDS = 30
COUNTED = re.compile(r'^minio_api_requests_(total|4xx_errors_total|5xx_errors_total|traffic_sent_bytes|traffic_received_bytes)'
                     r'\{(?:name="(\w+)",)?[^}]*\} (\S+)$', re.MULTILINE)
_SET_DEATH_SIGNAL = 1
_LIBC = ctypes.CDLL(None)


class Folder:
    """One repository in a folder of its own."""

    servers = ()

    def __init__(self, work):
        self.folder = os.path.join(work, "repository")

    def usage(self):
        """Nobody counts what is asked of a folder."""
        return None

    def size(self):
        return measure.size_of(self.folder)

    def close(self):
        pass


class Minios:
    """A bucket in each of some MinIO servers on loopback, with fresh data below a folder; they end with `close`."""

    def __init__(self, program, work, regions):
        self.servers = []
        try:
            for number in range(regions):
                self.servers.append(Minio(program, os.path.join(work, "minio%d" % number)))
        except BaseException:
            self.close()
            raise

    def usage(self):
        """What all of them counted so far."""
        total = {"cpu": 0.0, "sent": 0, "received": 0, "errors_4xx": 0, "errors_5xx": 0, "requests": {}}
        for server in self.servers:
            for key, value in server.usage().items():
                if key == "requests":
                    for name, count in value.items():
                        total["requests"][name] = total["requests"].get(name, 0) + count
                else:
                    total[key] += value
        return total

    def size(self):
        """Bytes of one region's objects, the largest if they differ, and the room that all of its files take."""
        return max(server.size() for server in self.servers)

    def close(self):
        for server in self.servers:
            server.close()


class Minio:
    """One server, one bucket."""

    def __init__(self, program, folder):
        self.data = os.path.join(folder, "data")
        os.makedirs(self.data)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": folder, "MINIO_ROOT_USER": ACCESS_KEY, "MINIO_ROOT_PASSWORD": SECRET_KEY,
            "MINIO_BROWSER": "off", "MINIO_PROMETHEUS_AUTH_TYPE": "public",
        }
        self.log = os.path.join(folder, "log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program, "server", "--quiet", "--address", "127.0.0.1:%d" % self.port, self.data], env=environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_end_with_parent)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def endpoint(self):
        return "http://127.0.0.1:%d" % self.port

    def _begin(self):
        """Makes the bucket as soon as the server lets it: it says that it is ready before it is."""
        begun = time.monotonic()
        while True:
            try:
                self.request("PUT", "/" + BUCKET)
                return
            except OSError as refused:
                if self.process.poll() is not None or time.monotonic() - begun > PATIENCE_SECONDS:
                    with open(self.log, errors="replace") as said:
                        raise OSError("MinIO did not start: %s %s" % (said.read()[-300:], refused)) from refused
            time.sleep(0.05)

    def _get(self, path, method="GET", headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def request(self, method, path, query=None):
        """A request without a body, signed (AWS signature version 4)."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        asked = "&".join("%s=%s" % (urllib.parse.quote(key, safe=""), urllib.parse.quote(value, safe=""))
                         for key, value in sorted((query or {}).items()))
        nothing = hashlib.sha256(b"").hexdigest()
        headers = {"host": "127.0.0.1:%d" % self.port, "x-amz-content-sha256": nothing, "x-amz-date": now}
        names = ";".join(headers)
        canonical = "\n".join([method, path, asked, *("%s:%s" % pair for pair in headers.items()), "", names, nothing])
        scope = "/".join([now[:8], SIGNING_REGION, "s3", "aws4_request"])
        text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + SECRET_KEY).encode()
        for part in (*scope.split("/"), text):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (ACCESS_KEY, scope, names, key.hex())
        status, body = self._get(path + ("?" + asked if asked else ""), method, headers)
        if status != 200:
            raise OSError("MinIO: %s %s: %d %s" % (method, path, status, body[:300].decode(errors="replace")))
        return body

    def usage(self):
        """What the server itself counted since it started: its counters are not cached under this path."""
        status, body = self._get("/minio/metrics/v3/api/requests")
        if status != 200:
            raise OSError("MinIO: metrics: %d" % status)
        found = {"cpu": self._cpu(), "sent": 0, "received": 0, "errors_4xx": 0, "errors_5xx": 0, "requests": {}}
        for what, name, value in COUNTED.findall(body.decode()):
            if what == "total":
                found["requests"][name] = int(float(value))
            else:
                key = {"traffic_sent_bytes": "sent", "traffic_received_bytes": "received"}.get(what, "errors_" + what[:3])
                found[key] += int(float(value))
        return found

    def _cpu(self):
        with open("/proc/%d/stat" % self.process.pid) as source:
            fields = source.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def size(self):
        length, after = 0, {}
        while True:
            answer = xml.etree.ElementTree.fromstring(self.request("GET", "/" + BUCKET, {"list-type": "2", **after}))
            space = answer.tag.rpartition("}")[0] + "}"
            length += sum(int(size.text) for size in answer.iter(space + "Size"))
            token = answer.findtext(space + "NextContinuationToken")
            if not token:
                return length, measure.size_of(self.data)[1]
            after = {"continuation-token": token}

    def close(self):
        self.process.kill()
        self.process.wait()


def _end_with_parent():
    _LIBC.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)


def difference(before, after):
    """What was counted between two readings."""
    if before is None or after is None:
        return None
    spent = {key: after[key] - before[key] for key in after if key != "requests"}
    counts = {name: count - before["requests"].get(name, 0) for name, count in after["requests"].items()}
    spent["requests"] = {name: count for name, count in sorted(counts.items()) if count}
    return spent
