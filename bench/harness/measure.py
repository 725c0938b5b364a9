"""Runs one command and measures it: wall time, CPU time and peak resident memory."""

import os
import subprocess
import threading
import time
from dataclasses import asdict, dataclass

SAMPLE_SECONDS = 0.05


@dataclass
class Measured:
    """Seconds and bytes. `rss` is of the largest single process, mapped files included; `anonymous` sums the tree."""

    wall: float
    user: float
    system: float
    rss: int
    anonymous: int
    status: int

    @property
    def cpu(self):
        return self.user + self.system

    def as_json(self):
        return asdict(self)


def _children(pid):
    found, pending = [], [pid]
    while pending:
        now = pending.pop()
        found.append(now)
        try:
            with open("/proc/%d/task/%d/children" % (now, now)) as source:
                pending += map(int, source.read().split())
        except OSError:
            pass
    return found


def _anonymous(pid):
    total = 0
    for process in _children(pid):
        try:
            with open("/proc/%d/status" % process, "rb") as source:
                for line in source:
                    if line.startswith(b"RssAnon:"):
                        total += int(line.split()[1]) * 1024
                        break
        except OSError:
            pass
    return total


def run(arguments, environment, log, folder=None):
    """Runs it to its end with its output appended to the log.

    CPU and `rss` are the kernel's own figures for the process and everything it waited for (wait4), so nothing between two
    samples is missed; only `anonymous` is sampled. The kernel counts the harness's own memory at the start of a child, a
    floor of some 20 MB: measured by `floor`.
    """
    with open(log, "ab") as out:
        out.write(("\n$ %s\n" % " ".join(arguments)).encode())
        out.flush()
        started = time.monotonic()
        process = subprocess.Popen(arguments, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        highest, ended = [0], threading.Event()

        def sample():
            while not ended.wait(SAMPLE_SECONDS):
                highest[0] = max(highest[0], _anonymous(process.pid))

        sampler = threading.Thread(target=sample, daemon=True)
        sampler.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
            wall = time.monotonic() - started
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            ended.set()
        process.returncode = os.waitstatus_to_exitcode(status)
        sampler.join()
    return Measured(wall, used.ru_utime, used.ru_stime, used.ru_maxrss * 1024, highest[0], process.returncode)


def floor(log):
    """The peak memory the kernel reports for a program that needs none."""
    return run(["/bin/true"], dict(os.environ), log).rss


def size_of(folder):
    """Bytes in the files below a folder, as long as they are and as the disk gives room to them."""
    length = room = 0
    for base, _, names in os.walk(folder):
        for name in names:
            status = os.lstat(os.path.join(base, name))
            length += status.st_size
            room += status.st_blocks * 512
    return length, room
