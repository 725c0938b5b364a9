"""Tests of the harness itself: a verifier is tested by lying to it. Run by bin/check: `python3 -B bench/test_harness.py`."""

import contextlib
import io
import os
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import content, main, measure, report, rounds, stores, tools, verify, workloads  # noqa: E402


class Scratch(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, text, *parts):
        os.makedirs(os.path.dirname(self.path(*parts)), exist_ok=True)
        with open(self.path(*parts), "w") as out:
            out.write(text)


class VerifyTest(Scratch):
    def setUp(self):
        super().setUp()
        self.write("same", "source", "a", "file")
        os.link(self.path("source", "a", "file"), self.path("source", "a", "twin"))
        os.symlink("a/file", self.path("source", "link"))
        os.mkfifo(self.path("source", "fifo"))
        os.system("cp -a '%s' '%s'" % (self.path("source"), self.path("restored")))

    def found(self):
        return verify.differences(self.path("source"), self.path("restored"))

    def test_anExactCopy_hasNoDifferences(self):
        self.assertEqual({}, self.found())

    def test_everyLie_isFound(self):
        restored = lambda *parts: self.path("restored", *parts)  # noqa: E731

        def again(name, make):
            time = os.lstat(restored(name)).st_mtime_ns
            os.unlink(restored(name))
            make()
            os.utime(restored(name), ns=(time, time), follow_symlinks=False)

        lies = {
            "content": lambda: self._flip(restored("a", "file")),
            "missing": lambda: os.unlink(restored("fifo")),
            "extra": lambda: self.write("", "restored", "more"),
            "mode": lambda: os.chmod(restored("a"), 0o700),
            "time": lambda: os.utime(restored("a", "file"), ns=(5, 5)),
            "folder time": lambda: os.utime(restored("a"), ns=(5, 5)),
            "target": lambda: again("link", lambda: os.symlink("a/twin", restored("link"))),
            "kind": lambda: again("fifo", lambda: self.write("", "restored", "fifo")),
            "hard link": lambda: self._unlink_twin(restored("a", "twin")),
        }
        for what, lie in lies.items():
            with self.subTest(what):
                shutil.rmtree(self.path("restored"))
                os.system("cp -a '%s' '%s'" % (self.path("source"), self.path("restored")))
                lie()
                self.assertIn(what, self.found())

    @staticmethod
    def _flip(path):
        status = os.stat(path)
        with open(path, "r+b") as out:
            out.write(b"S")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    @staticmethod
    def _unlink_twin(path):
        shutil.copy2(path, path + ".new")
        os.replace(path + ".new", path)


class WorkloadTest(Scratch):
    def test_madeTwice_isTheSame(self):
        for name in workloads.NAMES:
            with self.subTest(name):
                made = []
                for folder in ("one", "two"):
                    workload = workloads.Workload(self.path(folder), name, 0.0005)
                    workload.make(lambda text: None)
                    made.append(workload)
                self.assertEqual(made[0].recipe(), made[1].recipe())
                self.assertEqual({}, verify.differences(made[0].data, made[1].data))

    def test_aTouchedWorkload_isMadeAgain(self):
        workload = workloads.Workload(self.path("w"), "random", 0.00001)
        workload.make(lambda text: None)
        self.assertTrue(workload.ready())
        with open(os.path.join(workload.data, "media", "video0.bin"), "ab") as out:
            out.write(b"more")
        self.assertFalse(workload.ready())

    def test_changedPages_areOneInAHundredAndComeBack(self):
        workload = workloads.Workload(self.path("w"), "database", 0.002)
        workload.make(lambda text: None)
        file = os.path.join(workload.data, "database", "table.dat")
        with open(file, "rb") as source:
            before = source.read()
        workload.change()
        with open(file, "rb") as source:
            after = source.read()
        pages = range(0, len(before), content.PAGE)
        differing = sum(before[at:at + content.PAGE] != after[at:at + content.PAGE] for at in pages)
        self.assertEqual(len(pages) // 100, differing)
        workload.restore_original()
        with open(file, "rb") as source:
            self.assertEqual(before, source.read())
        self.assertTrue(workload.ready())


class Copying(tools.Tool):
    """Keeps a copy of the source; `spoil` is done to what it restores."""

    name = "hikae"
    spoil = ":"

    def init(self):
        return ["/bin/mkdir", self.repository]

    def open(self):
        return ["/bin/ls", self.repository]

    def backup(self, source):
        return ["/bin/sh", "-c", 'rm -rf "$1/it" && cp -a "$0" "$1/it"', source, self.repository]

    def restore(self, source):
        return ["/bin/sh", "-c", 'cp -a "$0/it/." "$1" && cd "$1" && ' + self.spoil, self.repository, self.target]

    def check(self):
        return ["/bin/true"]


class RoundTest(Scratch):
    def round(self, spoil, kept=""):
        workload = workloads.Workload(self.path("w"), "random", 0.00001)
        workload.make(lambda text: None)
        tool = type("Spoiling", (Copying,), {"spoil": spoil})
        return rounds.run(tool, "", workload, self.path("work"), self.path("log"), lambda text: None, kept=kept)

    def test_aGoodRestore_givesATimeForEveryVerb(self):
        one = self.round(":")
        self.assertEqual({}, one["failed"])
        self.assertLessEqual(set(tools.VERBS), set(one["verbs"]))
        self.assertFalse(os.path.exists(self.path("work")))

    def test_aRestoreOfManyFiles_isKept_whereAskedFor(self):
        kept, many = self.path("kept"), rounds.MANY
        try:
            rounds.MANY = 1
            self.round(":", kept)
            self.round(":", kept)
        finally:
            rounds.MANY = many
        self.assertEqual(["0", "1"], sorted(os.listdir(kept)))
        self.assertTrue(os.path.exists(os.path.join(kept, "1", "media", "video1.bin")))
        self.assertFalse(os.path.exists(self.path("work")))

    def test_aRestoreThatDiffers_isFailedAndHasNoTime(self):
        one = self.round("echo x >> media/video1.bin")
        self.assertIn("content: 1 (media/video1.bin)", one["failed"]["restore"])
        self.assertNotIn("restore", one["verbs"])
        text = report.workload_markdown({
            "workload": "random", "about": "x", "files": 1, "bytes": 1, "digest": "",
            "summaries": {"hikae": report.summarise([self.round(":"), one])}, "goals": []})
        self.assertIn("**FAILED**", text)

    def test_aCommandThatFails_isToldWithItsExitCodeAndLastLine(self):
        one = self.round("echo no room >&2; exit 7")
        self.assertEqual("restore: exit 7: no room", one["failed"]["restore"])


METRICS = """# TYPE minio_api_requests_total counter
minio_api_requests_total{name="GetObject",server="127.0.0.1:9000",type="s3"} %d
minio_api_requests_total{name="ListObjectsV2",server="127.0.0.1:9000",type="s3"} 3
minio_api_requests_4xx_errors_total{name="GetObject",server="127.0.0.1:9000",type="s3"} 2
minio_api_requests_inflight_total{name="GetObject",server="127.0.0.1:9000",type="s3"} 9
minio_api_requests_ttfb_seconds_distribution{le="0.05",name="GetObject",server="127.0.0.1:9000",type="s3"} 8
minio_api_requests_traffic_sent_bytes{server="127.0.0.1:9000",type="s3"} 1.5e+06
minio_api_requests_traffic_received_bytes{server="127.0.0.1:9000",type="s3"} %d
"""


class Counting(stores.Minio):
    """A server that says what a test lets it say."""

    def __init__(self, gets, received):
        self.said = (gets, received)

    def _get(self, path, method="GET", headers=None):
        return 200, (METRICS % self.said).encode()

    def _cpu(self):
        return self.said[0] / 10


class StoreTest(Scratch):
    def total(self, *servers):
        minios = stores.Minios("", "", 0)
        minios.servers = servers
        return minios.usage()

    def test_whatServersCounted_isAddedUpAndTheDifferenceTaken(self):
        before = self.total(Counting(7, 100), Counting(1, 0))
        self.assertEqual({"GetObject": 8, "ListObjectsV2": 6}, before["requests"])
        after = self.total(Counting(10, 130), Counting(1, 5))
        spent = stores.difference(before, after)
        self.assertEqual({"GetObject": 3}, spent.pop("requests"))
        self.assertAlmostEqual(0.3, spent.pop("cpu"))
        self.assertEqual({"sent": 0, "received": 35, "errors_4xx": 0, "errors_5xx": 0}, spent)

    def test_requestsForEachGb_areOfTheWorkloadsFiles(self):
        spent = {"cpu": 1.5, "sent": 4_000_000, "received": 2_000_000, "errors_4xx": 1, "errors_5xx": 0}
        one = {"verbs": {v: measure.Measured(1, 1, 1, 1, 1, 0).as_json() for v in tools.VERBS}, "failed": {}, "lost": {},
               "store": {"backup": {**spent, "requests": {"PutObject": 30, "GetObject": 10}}, "restore": {**spent, "requests": {"GetObject": 6}}}}
        text = report.workload_markdown({"workload": "random", "about": "x", "files": 1, "bytes": 2_000_000_000, "digest": "", "goals": [],
                                         "summaries": {"hikae": report.summarise([one])}})
        self.assertIn("| hikae | 40 / – / 6 | 20 | 3 | 2.0 / – / 2.0 | 4.0 / – / 4.0 | 1.5 / – / 1.5 | 2 |", text)

    def test_aRepositoryInAFolder_hasNoSuchTable(self):
        self.assertIsNone(stores.difference(stores.Folder(self.folder).usage(), stores.Folder(self.folder).usage()))
        self.assertNotIn("requests", report.workload_markdown({
            "workload": "random", "about": "x", "files": 1, "bytes": 1, "digest": "", "goals": [], "summaries": {"hikae": summary(1)}}))

    def test_aToolThatCannotUseTheStore_isRefused(self):
        for arguments in (["--store", "minio", "--tools", "borg"], ["--tools", "hikae-3"]):
            with self.subTest(arguments), contextlib.redirect_stderr(io.StringIO()) as said:
                self.assertRaises(SystemExit, main.main, arguments)
                self.assertIn("cannot be measured with --store", said.getvalue())

    def test_aServerThatEndsAtOnce_isToldWithWhatItSaid(self):
        self.write("#!/bin/sh\necho no room here\n", "minio")
        os.chmod(self.path("minio"), 0o755)
        with self.assertRaisesRegex(OSError, "MinIO did not start: no room here"):
            stores.Minios(self.path("minio"), self.path("work"), 1)


class RealServerTest(Scratch):
    """On the MinIO that the gate has; where it has none, the gate says what was skipped."""

    def test_requestsBytesAndSizes_areTheServersOwn(self):
        program = os.environ.get("HIKAE_MINIO")
        if not program:
            self.skipTest("no HIKAE_MINIO")
        two = stores.Minios(program, self.folder, 2)
        try:
            self.assertEqual((0, 0), (two.size()[0], two.usage()["requests"].get("PutObject", 0)))
            before = two.usage()
            self.assertRaises(OSError, two.servers[1].request, "GET", "/bench/missing")
            spent = stores.difference(before, two.usage())
            self.assertEqual(({"GetObject": 1}, 1), (spent["requests"], spent["errors_4xx"]))
            self.assertGreater(two.usage()["cpu"], 0)
        finally:
            two.close()
        self.assertRaises(OSError, two.usage)


class MeasureTest(Scratch):
    def test_memoryAndCpuOfTheChild_areMeasured(self):
        eat = "x = bytearray(300_000_000)\nfor i in range(4_000_000): pass"
        done = measure.run([sys.executable, "-c", eat], dict(os.environ), self.path("log"))
        self.assertEqual(0, done.status)
        self.assertGreater(done.rss, 300_000_000)
        self.assertGreater(done.cpu, 0.01)
        self.assertLess(measure.floor(self.path("log")), 300_000_000)


def summary(wall, rss=50e6, size=100e6, added=8e6):
    point = lambda value: {"median": value, "min": value, "max": value, "n": 1}  # noqa: E731
    verb = {"wall": point(wall), "cpu": point(wall), "rss": point(rss), "anonymous": point(rss)}
    return {"failed": {}, "lost": {}, "verbs": {v: verb for v in report.TIMED}, "highest_rss": rss,
            "size_backup": point(size), "added": point(added)}


class GoalTest(unittest.TestCase):
    def met(self, ours, workload="database", **peers):
        found = report.goals(workload, 100e6, {"hikae": ours, **peers})
        return {goal["goal"]: goal["met"] for goal in found}

    def test_twiceAsFastAsTheFastest_isAskedFor(self):
        self.assertTrue(self.met(summary(5.0), restic=summary(10.0), borg=summary(30.0))["backup s"])
        self.assertFalse(self.met(summary(5.1), restic=summary(10.0), borg=summary(30.0))["backup s"])

    def test_besideAPeerBelowOneSecond_parityAndAFifthIsAskedFor(self):
        self.assertTrue(self.met(summary(0.69), kopia=summary(0.5))["second s"])
        self.assertFalse(self.met(summary(0.71), kopia=summary(0.5))["second s"])

    def test_memory_isComparedWithoutBorg(self):
        self.assertTrue(self.met(summary(1, rss=90e6), restic=summary(9, rss=100e6), borg=summary(9, rss=70e6))["highest RSS MB"])
        self.assertFalse(self.met(summary(1, rss=101e6), restic=summary(9, rss=100e6))["highest RSS MB"])

    def test_sizeAndAddedBytes_haveTheirLimits(self):
        met = self.met(summary(1, size=101.1e6, added=2.1e6), restic=summary(9))
        self.assertFalse(met["repository MB"])
        self.assertFalse(met["added MB"])
        self.assertTrue(self.met(summary(1, size=100.9e6, added=1.9e6), restic=summary(9))["added MB"])
        self.assertFalse(self.met(summary(1, size=100.3e6), "random", restic=summary(9))["repository over data MB"])

    def test_threeRegions_asFastAsTheFastestIsAskedFor(self):
        ours = {"hikae-3": summary(10.0), "restic": summary(10.0)}
        self.assertTrue(self.met(summary(4.0), **ours)["three regions: backup s"])
        self.assertFalse(self.met(summary(4.0), **{**ours, "hikae-3": summary(10.1)})["three regions: backup s"])
        self.assertTrue(self.met(summary(4.0), **ours)["backup s"])
        self.assertNotIn("backup s", self.met(summary(4.0), **{"hikae-3": summary(1.0)}))

    def test_aFailedVerb_isNotMet(self):
        ours = summary(1)
        ours["failed"]["restore"] = "differs"
        self.assertFalse(self.met(ours, restic=summary(9))["restore s"])


if __name__ == "__main__":
    unittest.main()
