#!/usr/bin/env python3
"""Verifies a Hikae evidence bundle offline, with nothing but this file, python3 (3.8+) and OpenSSL 3.

    python3 verify.py BUNDLE.zip --root ROOT.pem [--root-sha256 HEX] [--log-key KEY_OR_FILE]
                      [--previous-checkpoint FILE] [--lang ja|en]

Exit code 0: every part was checked and holds. 4: something does not hold, or could not be checked (it is named).
2: wrong usage. Formats and the reasons for each check: docs/EVIDENCE.md.
"""
import argparse
import base64
import binascii
import calendar
import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unicodedata
import zlib

PARTS = [
    ("archive", "ZIP holds its files and nothing hidden", "ZIP に隠れたデータがない"),
    ("root", "Trusted root", "信頼するルート証明書"),
    ("sums_seal", "Signature of SHA256SUMS", "SHA256SUMS の署名"),
    ("sums", "SHA256SUMS lists every file", "SHA256SUMS が全ファイルを列挙している"),
    ("container", "Container evidence.asice", "コンテナ evidence.asice"),
    ("container_seal", "Signature of the container", "コンテナの署名"),
    ("report", "Record report.json", "記録 report.json"),
    ("report_seal", "Signature of report.json", "report.json の署名"),
    ("pdf_ja", "Japanese PDF: signature, and carries the record", "日本語 PDF の署名と、記録の添付"),
    ("pdf_en", "English PDF: signature, and carries the record", "英語 PDF の署名と、記録の添付"),
    ("log_key", "Key of the register", "台帳の鍵"),
    ("checkpoint", "Signature of the register's checkpoint", "台帳チェックポイントの署名"),
    ("checkpoint_time", "Time-stamp of the checkpoint", "チェックポイントのタイムスタンプ"),
    ("leaves", "All leaves of the register, root computed again", "台帳の全リーフからルートを再計算"),
    ("proof", "Proof that this container is in the register", "このコンテナが台帳にあることの証明"),
    ("run", "The run's leaves agree with the report", "実行のリーフと報告書の一致"),
    ("population", "Counts in the report agree with the leaves", "報告書の件数とリーフの一致"),
    ("previous", "Register only grew since the earlier checkpoint", "以前のチェックポイント以降、台帳は追記だけである"),
]
WORDS = {
    "title": ("Hikae evidence: offline verification", "Hikae 証跡のオフライン検証"),
    "bundle": ("Bundle SHA-256", "バンドルの SHA-256"),
    "run": ("Run / outcome as reported", "実行／報告された結果"),
    "sealed": ("Sealed", "封印"),
    "builtin": ("Time-stamps come from the service's built-in authority: they are only as good as the operator's clock.",
                "タイムスタンプはサービス内蔵の局によるもので、その時刻は運用者の時計と同じ程度にしか信頼できません。"),
    "rootfp": ("Root certificate SHA-256", "ルート証明書の SHA-256"),
    "PASS": ("PASS", "合格"), "FAIL": ("FAIL", "不合格"), "NOT CHECKED": ("NOT CHECKED", "未検証"),
    "counts": ("Runs in the period", "期間内の実行"),
    "limits": ("Limits: signatures prove who sealed which bytes and when, not that measurements were true. A run done "
               "outside the service is invisible to the register. Leaves that nobody saw in an earlier checkpoint "
               "could have been dropped.",
               "限界: 署名が証明するのは、誰がどのバイト列をいつ封印したかであり、測定値が真実であることではありません。"
               "サービスの外で行われた実行は台帳に現れません。以前のチェックポイントで誰も見ていないリーフは、取り除かれた可能性があります。"),
    "accepted": ("ACCEPTED: every part was checked and holds.", "受理: すべての部分を検証し、問題はありませんでした。"),
    "refused": ("NOT ACCEPTED: %d parts failed, %d could not be checked.", "不受理: 不合格 %d 件、未検証 %d 件。"),
}


class Refused(Exception):
    """Something is not what it claims to be."""


class NotPossible(Exception):
    """Something cannot be checked here."""


def need(holds, otherwise):
    if not holds:
        raise Refused(otherwise)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# --- The ZIP: one form for given files -----------------------------------------------------------------------------

NAME = re.compile(rb"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*\Z")


def zip_write(files):
    out, directory = bytearray(), bytearray()
    for name in sorted(files, key=lambda n: (n != b"mimetype", n)):
        need(NAME.match(name) and len(name) <= 255, "a file in the ZIP has a forbidden name")
        data = files[name]
        common = struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(name), 0)
        directory += struct.pack("<IH", 0x02014B50, 10) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name
        out += struct.pack("<I", 0x04034B50) + common + name + data
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(files), len(files), len(directory), len(out), 0)
    return bytes(out + directory + end)


def zip_read(data):
    files, at = {}, 0
    while data[at:at + 4] == b"PK\x03\x04":
        need(at + 30 <= len(data), "a file in the ZIP is cut short")
        size, name_length = struct.unpack_from("<I", data, at + 22)[0], struct.unpack_from("<H", data, at + 26)[0]
        name = data[at + 30:at + 30 + name_length]
        content = data[at + 30 + name_length:at + 30 + name_length + size]
        need(len(content) == size, "a file in the ZIP is cut short")
        need(name not in files, "a file is in the ZIP twice")
        files[name] = content
        at += 30 + name_length + size
    need(zip_write(files) == data, "the ZIP differs from the one rebuilt from its own files")
    return {name.decode("ascii"): content for name, content in files.items()}


def get(files, name):
    need(name in files, name + " is missing")
    return files[name]


# --- JSON in RFC 8785 form -----------------------------------------------------------------------------------------

def jcs(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda k: k.encode("utf-16-be"))
        return "{" + ",".join(jcs(k) + ":" + jcs(value[k]) for k in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(jcs(v) for v in value) + "]"
    if isinstance(value, str):
        need(unicodedata.normalize("NFC", value) == value, "text that is not in Unicode form NFC")
    return json.dumps(value, ensure_ascii=False)


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a member is there twice")
    return dict(pairs)


def integer(text):
    need(abs(int(text)) < 2 ** 53, "an integer beyond 2^53 - 1")
    return int(text)


def no_number(text):
    raise Refused("a number that is not an integer: " + text)


def parse(data):
    value = json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_int=integer, parse_float=no_number,
                       parse_constant=no_number)
    need(jcs(value).encode("utf-8") == data, "not in RFC 8785 form")
    return value


# --- DER, as much as signatures need --------------------------------------------------------------------------------

def tlv(data, at):
    """Tag, start of the content, end."""
    need(at + 2 <= len(data), "DER is cut short")
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        need(0 < count < 5, "a length that is not DER")
        length = int.from_bytes(data[start:start + count], "big")
        start += count
        need(length >= 0x80 and length >= 1 << (8 * (count - 1)), "a length that is not DER")
    need(start + length <= len(data), "DER is cut short")
    return tag, start, start + length


def children(data, at, end):
    found = []
    while at < end:
        tag, start, stop = tlv(data, at)
        need(stop <= end, "DER does not nest")
        found.append((tag, at, start, stop))
        at = stop
    return found


def inner(data, node):
    return children(data, node[2], node[3])


def raw(data, node):
    return data[node[1]:node[3]]


OID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
OID_DATA = bytes.fromhex("06092a864886f70d010701")
OID_TST = bytes.fromhex("060b2a864886f70d0109100104")
OID_TIME_STAMP = bytes.fromhex("060b2a864886f70d010910020e")
SHA256_ALGORITHMS = (bytes.fromhex("300b0609608648016503040201"), bytes.fromhex("300d06096086480165030402010500"))
ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")


def signed_data(der, kind, version):
    """Requires the one form that Hikae writes; what no signature covers is compared here. Gives content and signer."""
    outer = tlv(der, 0)
    need(outer[0] == 0x30 and outer[2] == len(der), "not one DER sequence")
    top = children(der, outer[1], outer[2])
    need(len(top) == 2 and raw(der, top[0]) == OID_SIGNED_DATA and top[1][0] == 0xA0, "not signed data")
    body = inner(der, top[1])
    need(len(body) == 1 and body[0][0] == 0x30, "not signed data")
    fields = inner(der, body[0])
    need([f[0] for f in fields] == [0x02, 0x31, 0x30, 0xA0, 0x31], "unexpected members in the signature")
    need(raw(der, fields[0]) == bytes([2, 1, version]), "unexpected version")
    digests = inner(der, fields[1])
    need(len(digests) == 1 and raw(der, digests[0]) in SHA256_ALGORITHMS, "not SHA-256")
    content = inner(der, fields[2])
    need(raw(der, content[0]) == kind and len(content) == (1 if kind == OID_DATA else 2), "unexpected content")
    certificates = inner(der, fields[3])
    need(len(certificates) == 2 and all(c[0] == 0x30 for c in certificates), "not exactly two certificates")
    signers = inner(der, fields[4])
    need(len(signers) == 1, "not exactly one signer")
    signer = inner(der, signers[0])
    tags = [0x02, 0x30, 0x30, 0xA0, 0x30, 0x04] + ([0xA1] if kind == OID_DATA else [])
    need([s[0] for s in signer] == tags, "unexpected members of the signer")
    need(raw(der, signer[0]) == b"\x02\x01\x01", "unexpected signer version")
    # Byte by byte: openssl compares names without regard to case.
    names = [inner(der, inner(der, c)[0]) for c in certificates]
    need(der[signer[1][2]:signer[1][3]] in [raw(der, n[3]) + raw(der, n[1]) for n in names], "no signer's certificate")
    need(raw(der, signer[2]) in SHA256_ALGORITHMS and raw(der, signer[4]) == ECDSA_SHA256, "unexpected algorithm")
    return content, signer


def stamped_at(token):
    """When a time-stamp token says it was made: seconds since 1970."""
    content, _ = signed_data(token, OID_TST, 3)
    wrapped = inner(token, content[1])
    need(len(wrapped) == 1 and wrapped[0][0] == 0x04, "no time in the time-stamp")
    info = inner(token, inner(token, wrapped[0])[0])
    imprint = inner(token, info[2])
    need(raw(token, imprint[0]) in SHA256_ALGORITHMS, "the time-stamp is not over SHA-256")
    text = token[info[4][2]:info[4][3]].decode("ascii")
    need(info[4][0] == 0x18 and re.match(r"\d{14}(\.\d+)?Z\Z", text), "no time in the time-stamp")
    return calendar.timegm(time.strptime(text[:14], "%Y%m%d%H%M%S"))


# --- OpenSSL --------------------------------------------------------------------------------------------------------

class OpenSsl:
    def __init__(self, folder):
        self.folder = folder
        self.program = shutil.which("openssl")
        version = self.run("version") if self.program else (1, "")
        found = re.match(r"OpenSSL (\d+)\.", version[1])
        self.missing = "" if found and int(found.group(1)) >= 3 else "OpenSSL 3 was not found"

    def run(self, *arguments):
        environment = dict(os.environ, LC_ALL="C", OPENSSL_CONF=os.devnull)
        done = subprocess.run([self.program] + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=environment, check=False)
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as out:
            out.write(content)
        return path

    def ask(self, what, *arguments):
        if self.missing:
            raise NotPossible(self.missing)
        code, said = self.run(*arguments)
        lines = [line for line in said.strip().splitlines() if line]
        need(code == 0, what + ": " + (lines[-1] if lines else "openssl exit code %d" % code))
        return said


class Seals:
    """Signatures and time-stamps against one root and the revocation lists of the time of signing."""

    def __init__(self, openssl, root, revocations):
        self.openssl = openssl
        # Written anew, so that no other certificate slips in among what is trusted.
        lists = re.findall(rb"-----BEGIN X509 CRL-----[A-Za-z0-9+/=\s]+-----END X509 CRL-----\n", revocations)
        self.trusted = openssl.file("trusted.pem", pem("CERTIFICATE", root) + b"".join(lists))

    def _chain(self, at):
        return ["-CAfile", self.trusted, "-crl_check_all", "-attime", str(at)]

    def stamp(self, token, content):
        at = stamped_at(token)
        self.openssl.ask("the time-stamp does not hold", "ts", "-verify", "-token_in", "-in",
                         self.openssl.file("token", token), "-data", self.openssl.file("stamped", content),
                         *self._chain(at))
        return at, b"built-in" in token

    def detached(self, cms, content):
        _, signer = signed_data(cms, OID_DATA, 1)
        attributes = inner(cms, signer[6])
        need(len(attributes) == 1, "not exactly one unsigned attribute")
        parts = inner(cms, attributes[0])
        need(len(parts) == 2 and raw(cms, parts[0]) == OID_TIME_STAMP, "no time-stamp over the signature")
        tokens = inner(cms, parts[1])
        need(len(tokens) == 1, "not exactly one time-stamp")
        at, built_in = self.stamp(raw(cms, tokens[0]), cms[signer[5][2]:signer[5][3]])
        self.openssl.ask("the signature does not hold", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in",
                         self.openssl.file("cms", cms), "-content", self.openssl.file("content", content), "-out",
                         os.devnull, "-no-CApath", "-no-CAstore", *self._chain(at))
        return at, built_in

    def pdf(self, pdf):
        number = rb"\s*(\d{1,10})\s*"
        ranges = re.findall(rb"/ByteRange\s*\[" + rb"\s".join([number] * 4) + rb"\]", pdf)
        need(len(ranges) == 1, "not exactly one signature in the PDF")
        zero, start, end, rest = (int(n) for n in ranges[0])
        need(zero == 0 and start < end and end + rest == len(pdf), "the signature does not cover the whole PDF")
        hole = pdf[start:end]
        need(hole[:1] == b"<" and hole[-1:] == b">", "more than the signature lies outside what is signed")
        padded = binascii.unhexlify(hole[1:-1])
        stop = tlv(padded, 0)[2]
        need(not any(padded[stop:]), "something hides behind the signature")
        return self.detached(padded[:stop], pdf[:start] + pdf[end:])


def utc(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def embeds(pdf, record):
    """Whether some stream of the PDF, plain or deflated, is exactly the record."""
    for match in re.finditer(rb"stream\r?\n?", pdf):
        # Deflated data is hardly ever longer than the data itself.
        data = pdf[match.end():match.end() + len(record) + 4096]
        if data[:len(record)] == record:
            return True
        try:
            unpacking = zlib.decompressobj()
            if unpacking.decompress(data, len(record) + 1) == record:
                return True
        except zlib.error:
            continue
    return False


# --- The register ---------------------------------------------------------------------------------------------------

KINDS = ("schedule.published run.planned run.started run.finished run.aborted run.abandoned run.expired run.missed "
         "run.out-of-band run.skipped report.issued report.superseded finding.opened finding.closed key.rotated "
         "key.unlocked config.changed approval.given heartbeat log.sealed").split()
ENDS = {"run.aborted": "cancelled", "run.abandoned": "abandoned", "run.expired": "expired", "run.missed": "missed",
        "run.out-of-band": "out_of_band", "run.skipped": "skipped"}
FINISHED = {"succeeded": "succeeded", "passed": "succeeded", "warning": "warning", "cancelled": "cancelled"}
COUNTS = ("planned started succeeded warning failed cancelled missed expired skipped abandoned out_of_band "
          "corrected").split()
MEMBERS = {"v", "seq", "kind", "run_id", "run_seq", "plan_sha256", "at", "outcome", "due", "body_commit"}
RUN_ID = re.compile(r"run_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")


def instant(text):
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z\Z", text)
    need(match, "not an RFC 3339 time in UTC: " + text)
    seconds = calendar.timegm(time.strptime(match.group(1), "%Y-%m-%dT%H:%M:%S"))
    return seconds, int((match.group(2) or "0").ljust(9, "0"))


def text_lines(data):
    need(not data or data.endswith(b"\n"), "the last line is not whole")
    return data.split(b"\n")[:-1]


def merkle(hashes):
    """RFC 6962: the root over leaf hashes."""
    if not hashes:
        return sha256()
    if len(hashes) == 1:
        return hashes[0]
    middle = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\x01", merkle(hashes[:middle]), merkle(hashes[middle:]))


def leaf_hash(line):
    return sha256(b"\x00", line)


def follows(index, size, start, path):
    """RFC 9162 section 2.1.3.2: where an audit path leads."""
    need(0 <= index < size, "the proof's index is not in the log")
    node, last, value = index, size - 1, start
    for sibling in path:
        need(last != 0, "the audit path is too long")
        if node & 1 or node == last:
            value = sha256(b"\x01", sibling, value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = sha256(b"\x01", value, sibling)
        node, last = node >> 1, last >> 1
    need(last == 0, "the audit path is too short")
    return value


def b64(text):
    value = base64.b64decode(text, validate=True)
    need(base64.b64encode(value).decode() == text, "base64 that is not canonical")
    return value


class LogKey:
    """A C2SP verifier key: name+keyid+base64(0x01 and 32 bytes of Ed25519)."""

    def __init__(self, openssl, text):
        parts = text.strip().split("+", 2)
        need(len(parts) == 3, "not a verifier key")
        self.openssl, self.text, self.name = openssl, text.strip(), parts[0]
        typed = b64(parts[2])
        need(len(typed) == 33 and typed[0] == 1 and self.name, "not an Ed25519 verifier key")
        self.id = sha256(self.name.encode() + b"\n" + typed)[:4]
        need(self.id.hex() == parts[1], "the key's id does not match the key")
        self.pem = pem("PUBLIC KEY", bytes.fromhex("302a300506032b6570032100") + typed[1:])

    def open(self, note):
        """Origin, size and root of a signed checkpoint."""
        text, gap, line = note.rpartition("\n\n")
        start = "\u2014 " + self.name + " "
        need(gap and line.startswith(start) and line.endswith("\n") and line.count("\n") == 1, "not a signed checkpoint")
        signature = b64(line[len(start):-1])
        need(signature[:4] == self.id, "the checkpoint is signed by another key")
        text += "\n"
        self.openssl.ask("the checkpoint's signature does not hold", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey",
                         self.openssl.file("log.pem", self.pem), "-in", self.openssl.file("note", text.encode()),
                         "-sigfile", self.openssl.file("note.sig", signature[4:]))
        lines = text.split("\n")
        need(len(lines) == 4 and lines[0] == self.name and re.match(r"(0|[1-9]\d*)\Z", lines[1]), "not a checkpoint")
        root = b64(lines[2])
        need(len(root) == 32, "not a checkpoint")
        return int(lines[1]), root


def read_leaves(data):
    leaves, run_seqs = [], {}
    for number, line in enumerate(text_lines(data)):
        leaf = parse(line)
        need(set(leaf) <= MEMBERS and leaf["v"] == 1 and leaf["kind"] in KINDS, "leaf %d is unknown" % number)
        need(leaf["seq"] == number, "leaf %d calls itself %s" % (number, leaf["seq"]))
        run = leaf.get("run_id")
        if run is not None:
            need(RUN_ID.match(run), "leaf %d has no run id" % number)
            run_seqs[run] = run_seqs.get(run, 0) + 1
        need(leaf.get("run_seq") == (None if run is None else run_seqs[run]), "leaf %d breaks its run's count" % number)
        instant(leaf["at"])
        leaves.append(leaf)
    return leaves


def end_of(leaf):
    if leaf["kind"] == "run.finished":
        return FINISHED.get(leaf.get("outcome"), "failed")
    return ENDS.get(leaf["kind"])


def counted_as(outcome):
    """Where a run is counted whose report says it ended so."""
    if outcome in ("abandoned", "expired", "missed", "skipped", "out_of_band"):
        return outcome
    return FINISHED.get(outcome, "failed")


def population(leaves, hashes, start, stop):
    runs, gaps, counts = {}, [], dict.fromkeys(COUNTS, 0)
    for leaf in leaves:
        of_a_run = leaf["kind"] in ("run.planned", "run.started") or end_of(leaf)
        if of_a_run and "run_id" in leaf:
            runs.setdefault(leaf["run_id"], []).append(leaf)
    now = max((instant(leaf["at"]) for leaf in leaves), default=instant(start))
    for run, mine in runs.items():
        first = mine[0]
        if not instant(start) <= instant(first["at"]) < instant(stop):
            continue
        kinds, ends = [leaf["kind"] for leaf in mine], [end_of(leaf) for leaf in mine if end_of(leaf)]
        counts["planned"] += "run.planned" in kinds
        counts["started"] += "run.started" in kinds
        counts["corrected"] += len(ends) > 1
        if ends:
            counts[ends[-1]] += 1
        elif "run.started" in kinds:
            gaps.append({"run_id": run, "reason": "started_without_end", "since": first["at"]})
        elif instant(first.get("due", first["at"])) <= now:
            gaps.append({"run_id": run, "reason": "planned_without_outcome", "since": first.get("due", first["at"])})
    return {"from": start, "to": stop, "log_size": len(leaves), "root_sha256": merkle(hashes).hex(), "runs": counts,
            "gaps": gaps}


# --- The checks -----------------------------------------------------------------------------------------------------

class Verifier:
    def __init__(self, bundle, options, openssl):
        self.bundle, self.options, self.openssl = bundle, options, openssl
        self.results, self.report, self.seal, self.fingerprint = {}, {}, None, ""

    def check(self, part, checking):
        """Runs a check; whatever a forged bundle provokes is a finding, never a crash."""
        try:
            value, detail = checking()
            self.results[part] = ("PASS", detail)
            return value
        except NotPossible as e:
            self.results[part] = ("NOT CHECKED", str(e))
        except Refused as e:
            self.results[part] = ("FAIL", str(e))
        except Exception as e:
            self.results[part] = ("FAIL", "unreadable: %s %s" % (type(e).__name__, e))
        return None

    def run(self):
        files = self.check("archive", lambda: self.with_count(zip_read(self.bundle)))
        seals = files is not None and self.root(files)
        if seals:
            self.seal = self.check("sums_seal", lambda: self.sealed(
                seals.detached(get(files, "SHA256SUMS.p7s"), get(files, "SHA256SUMS"))))
            self.check("sums", lambda: self.sums(files))
            content = self.check("container", lambda: self.container(get(files, "evidence.asice")))
            if content is not None:
                self.contents(seals, content)
            self.register(seals, files)
        parts = [p[0] for p in PARTS if p[0] != "previous" or self.options.previous_checkpoint]
        return [(p,) + self.results.get(p, ("NOT CHECKED", "rests on a part that failed")) for p in parts]

    @staticmethod
    def with_count(files):
        return files, "%d files, nothing beside them" % len(files)

    @staticmethod
    def sealed(found):
        return found, utc(found[0]) + (", time by the built-in authority" if found[1] else "")

    def root(self, files):
        def checking():
            own = get(files, "trust/root.pem")
            self.fingerprint = fingerprint(own)
            seals = Seals(self.openssl, certificate(own), get(files, "trust/crls.pem"))
            wanted = (self.options.root_sha256 or "").replace(":", "").lower()
            if self.options.root:
                wanted = fingerprint(read(self.options.root))
            if not wanted:
                return seals, None
            need(wanted == self.fingerprint, "the bundle's root has SHA-256 %s, yours has %s"
                 % (self.fingerprint, wanted))
            return seals, "SHA-256 " + self.fingerprint
        seals = self.check("root", checking)
        if seals and self.results["root"][1] is None:
            self.results["root"] = ("NOT CHECKED", "no root was given; the bundle's own has SHA-256 "
                                    + self.fingerprint)
        return seals

    @staticmethod
    def sums(files):
        names = sorted(n for n in files if n not in ("SHA256SUMS", "SHA256SUMS.p7s"))
        expected = "".join("%s  %s\n" % (sha256(files[n]).hex(), n) for n in names).encode()
        need(expected == get(files, "SHA256SUMS"), "SHA256SUMS does not list exactly these files with these digests")
        return True, "%d files listed, each as listed" % len(names)

    @staticmethod
    def container(data):
        files = zip_read(data)
        need(get(files, "mimetype") == b"application/vnd.etsi.asic-e+zip", "not the mimetype of an ASiC-E container")
        xml = ('<?xml version="1.0" encoding="UTF-8"?>\n<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
               ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n<asic:SigReference URI="META-INF/signature001.p7s"'
               ' MimeType="application/x-pkcs7-signature"/>\n')
        for name in sorted(files):
            if name not in ("mimetype", "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"):
                xml += ('<asic:DataObjectReference URI="%s"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/'
                        'xmlenc#sha256"/><ds:DigestValue>%s</ds:DigestValue></asic:DataObjectReference>\n'
                        % (name, base64.b64encode(sha256(files[name])).decode()))
        need((xml + "</asic:ASiCManifest>\n").encode() == get(files, "META-INF/ASiCManifest001.xml"),
             "the manifest does not list exactly these files with these digests")
        return files, "%d files, each as the manifest says" % len(files)

    def contents(self, seals, files):
        self.check("container_seal", lambda: self.sealed(seals.detached(
            get(files, "META-INF/signature001.p7s"), get(files, "META-INF/ASiCManifest001.xml"))))
        self.report = self.check("report", lambda: self.read_report(get(files, "report.json"))) or {}
        self.check("report_seal", lambda: self.sealed(seals.detached(
            get(files, "report.json.p7s"), get(files, "report.json"))))
        for part, name in (("pdf_ja", "report.ja.pdf"), ("pdf_en", "report.en.pdf")):
            self.check(part, lambda n=name: self.pdf(seals, get(files, n), get(files, "report.json")))

    @staticmethod
    def read_report(data):
        report = parse(data)
        return report, "RFC 8785, run %s" % report["run_id"]

    def pdf(self, seals, pdf, record):
        found = seals.pdf(pdf)
        need(embeds(pdf, record), "the PDF does not carry this report.json")
        return self.sealed(found)

    def register(self, seals, files):
        key = self.check("log_key", lambda: self.log_key(files))
        if key is None:
            return
        note = get(files, "log/checkpoint.txt") if "log/checkpoint.txt" in files else b""
        self.check("checkpoint_time", lambda: self.sealed(seals.stamp(get(files, "log/checkpoint.tsr"), note)))
        head = self.check("checkpoint", lambda: self.head(key, note))
        log = head and self.check("leaves", lambda: self.leaves(files, head))
        if log:
            self.check("proof", lambda: self.proof(files, key, head, log))
            self.check("run", lambda: self.its_run(files, log))
            self.check("population", lambda: self.its_population(log))
            if self.options.previous_checkpoint:
                self.check("previous", lambda: self.previous(key, log))

    def log_key(self, files):
        key = LogKey(self.openssl, get(files, "trust/log-key.txt").decode())
        given = self.options.log_key
        if given:
            given = read(given).decode() if os.path.isfile(given) else given
            need(given.strip() == key.text, "the bundle's log key is not the one given: " + key.text)
        return key, key.name + (", as given" if given else ", from the bundle, vouched for by its signer")

    @staticmethod
    def head(key, note):
        size, root = key.open(note.decode("utf-8"))
        return (size, root), "%d leaves" % size

    @staticmethod
    def leaves(files, head):
        data = get(files, "log/leaves.jsonl")
        leaves, hashes = read_leaves(data), [leaf_hash(line) for line in text_lines(data)]
        need((len(leaves), merkle(hashes)) == head, "the leaves do not lead to the checkpoint's root")
        return (leaves, hashes), "the root follows from all leaves"

    @staticmethod
    def bodies(files, leaves):
        bodies = {}
        for line in text_lines(get(files, "log/bodies.jsonl")):
            salted = parse(line)
            need(0 <= salted["seq"] < len(leaves), "a body without a leaf")
            salt = bytes.fromhex(salted["salt"])
            commit = sha256(salt, jcs(salted["body"]).encode("utf-8")).hex()
            need(len(salt) == 32 and set(salted) == {"seq", "salt", "body"}
                 and commit == leaves[salted["seq"]]["body_commit"], "a body is not what its leaf commits to")
            bodies[salted["seq"]] = salted["body"]
        return bodies

    def proof(self, files, key, head, log):
        text = get(files, "evidence.asice.tlog-proof").decode("utf-8")
        start, _, note = text.partition("\n\n")
        lines = start.split("\n")
        need(lines[0] == "c2sp.org/tlog-proof@v1" and re.match(r"index (0|[1-9]\d*)\Z", lines[1]), "not a tlog-proof")
        need(key.open(note) == head, "the proof is for another checkpoint")
        index, (leaves, hashes) = int(lines[1][6:]), log
        need(index < len(leaves), "the proof's index is not in the log")
        need(follows(index, head[0], hashes[index], [b64(line) for line in lines[2:]]) == head[1],
             "the audit path does not lead from the leaf to the root")
        need(leaves[index]["kind"] == "report.issued", "the proven leaf issues no report")
        body = self.bodies(files, leaves).get(index, {})
        need(body.get("container_sha256") == sha256(get(files, "evidence.asice")).hex(),
             "the proven leaf is about another container")
        return True, "leaf %d" % index

    def its_run(self, files, log):
        ours = [leaf for leaf in log[0] if leaf.get("run_id") == self.report["run_id"]]
        kinds = [leaf["kind"] for leaf in ours]
        need("run.started" in kinds, "the run never started in the log")
        need(kinds[-1] == "report.issued", "the run's last leaf issues no report")
        said, outcome = ours[-1].get("outcome"), self.report["outcome"]
        need(said == outcome, "leaf %d says %s, the report %s" % (ours[-1]["seq"], said, outcome))
        ends = [end_of(leaf) for leaf in ours if end_of(leaf)]
        need(not ends or ends[-1] == counted_as(outcome), "the run ended as %s, the report says %s" % (ends, outcome))
        self.bodies(files, log[0])
        late = "" if ends else "; its end was not yet in the log when this was sealed"
        return True, "%d leaves%s" % (len(ours), late)

    def its_population(self, log):
        stated, (leaves, hashes) = self.report["population"], log
        size = stated["log_size"]
        need(0 <= size <= len(leaves), "the report counts leaves that are not there")
        # A count of the first leaves only, or of a short period, could leave out whatever failed.
        need(all(leaf["seq"] < size for leaf in leaves
                 if leaf.get("run_id") == self.report["run_id"] and leaf["kind"] != "report.issued"),
             "the report counts %d leaves, and its own run goes on after them" % size)
        start, stop = instant(stated["from"]), instant(stated["to"])
        need(all(start <= instant(leaf["at"]) < stop for leaf in leaves[:size]),
             "the period of the counts leaves out leaves of the register")
        again = population(leaves[:size], hashes[:size], stated["from"], stated["to"])
        need(jcs(again) == jcs(stated), "the leaves say %s, the report %s" % (jcs(again), jcs(stated)))
        return True, "counted again from %d leaves; gaps: %d" % (size, len(again["gaps"]))

    def previous(self, key, log):
        size, root = key.open(read(self.options.previous_checkpoint).decode("utf-8"))
        need(size <= len(log[1]) and merkle(log[1][:size]) == root,
             "the register was rewritten since the earlier checkpoint of %d leaves" % size)
        return True, "the register only grew, from %d to %d leaves" % (size, len(log[1]))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def pem(label, der):
    return b"-----BEGIN %s-----\n%s-----END %s-----\n" % (label.encode(), base64.encodebytes(der), label.encode())


def certificate(text):
    found = re.findall(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", text, re.S)
    need(len(found) == 1, "not one certificate in PEM")
    return base64.b64decode(found[0])


def fingerprint(text):
    return sha256(certificate(text)).hex()


def page(verifier, results, language):
    word = lambda key: WORDS[key][language]
    print(word("title"))
    print("%s: %s" % (word("bundle"), sha256(verifier.bundle).hex()))
    print("%s: %s  %s" % (word("run"), verifier.report.get("run_id", ""), verifier.report.get("outcome", "")))
    if verifier.seal:
        print("%s: %s" % (word("sealed"), utc(verifier.seal[0])))
        if verifier.seal[1]:
            print(word("builtin"))
    print("%s: %s\n" % (word("rootfp"), verifier.fingerprint))
    titles = {p[0]: p[1 + language] for p in PARTS}
    for part, state, detail in results:
        print("[%s] %s: %s" % (word(state), titles[part], detail))
    counted = verifier.report.get("population", {})
    if isinstance(counted, dict) and isinstance(counted.get("runs"), dict):
        print("\n%s %s – %s:" % (word("counts"), counted.get("from"), counted.get("to")))
        print("  " + ", ".join("%s %s" % (k, counted["runs"].get(k)) for k in COUNTS))
    print("\n" + word("limits") + "\n")
    failed = sum(state == "FAIL" for _, state, _ in results)
    unchecked = sum(state == "NOT CHECKED" for _, state, _ in results)
    print(word("refused") % (failed, unchecked) if failed or unchecked else word("accepted"))
    return 4 if failed or unchecked else 0


def main():
    options = argparse.ArgumentParser(description="Verifies a Hikae evidence bundle offline.")
    options.add_argument("bundle")
    options.add_argument("--root", help="root certificate in PEM, got apart from the bundle")
    options.add_argument("--root-sha256", help="or its SHA-256 fingerprint")
    options.add_argument("--log-key", help="the register's verifier key, or a file with it")
    options.add_argument("--previous-checkpoint", help="log/checkpoint.txt of an earlier bundle")
    options.add_argument("--lang", choices=("ja", "en"))
    options = options.parse_args()
    try:
        bundle = read(options.bundle)
        for file in (options.root, options.previous_checkpoint):
            if file:
                read(file)
    except OSError as e:
        print(e, file=sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    language = 1 if (options.lang or system[:2]) == "ja" else 0
    with tempfile.TemporaryDirectory() as folder:
        verifier = Verifier(bundle, options, OpenSsl(folder))
        return page(verifier, verifier.run(), language)


if __name__ == "__main__":
    sys.exit(main())
