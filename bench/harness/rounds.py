"""One round of one tool on one workload: init, backup, second backup, restore and check, then the restore is compared."""

import json
import os
import shutil
import subprocess
import sys
import time

from . import measure, stores
from .tools import VERBS


# Entries of a restored tree from which on its removal would slow what follows.
MANY = 20000


class Failed(Exception):
    """A command that did not end with 0, or a restore that is not the source."""


def _run(tool, arguments, log, verb=""):
    done = measure.run(arguments, tool.environment, log, tool.folder(verb))
    if done.status != 0:
        raise Failed("%s: exit %d: %s" % (verb or arguments[-1], done.status, _last_line(log)))
    return done


def _last_line(log):
    with open(log, "rb") as source:
        source.seek(max(0, os.path.getsize(log) - 2000))
        lines = [line for line in source.read().decode(errors="replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no output"


def compare(source, restored):
    """What differs between two trees, told by a process of its own."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    done = subprocess.run([sys.executable, "-B", "-m", "harness.verify", source, restored], cwd=here, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def _judge(tool, found, result):
    """A difference fails the restore unless it is one that the tool is known for: then it is told."""
    told = {what: "%d (%s)" % (entry["count"], ", ".join(entry["first"])) for what, entry in found.items()}
    result["lost"] = {what: found[what]["count"] for what in found if what in tool.loses}
    wrong = {what: text for what, text in told.items() if what not in tool.loses}
    if wrong:
        raise Failed("restore differs: " + "; ".join("%s: %s" % pair for pair in sorted(wrong.items())))


def _put_aside(restored, kept):
    """Removes a restored tree, or, when it has many files, moves it to where it stays until the workload is over.

    For some minutes ext4 gives no inode away that was just deleted, and looks past all of them for each new file: after
    70,000 were removed, the next tool's restore took four times as long.
    """
    entries = sum(len(folders) + len(files) for _, folders, files in os.walk(restored))
    if kept and entries > MANY:
        os.makedirs(kept, exist_ok=True)
        os.rename(restored, os.path.join(kept, str(len(os.listdir(kept)))))


def run(tool_class, program, workload, work, log, say, skip=(), kept="", minio=""):
    """Gives {verb: measured or None}, sizes, what failed and what was lost; the folder `work` is gone afterwards.

    Restored trees of many files are moved into the folder `kept`, if one is given. The repository is a folder, or lies in
    as many MinIO servers as the tool has regions, if the program of one is given.
    """
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    result = {"verbs": {}, "failed": {}, "lost": {}, "load": os.getloadavg()[0], "store": {}}
    verb, store = "init", None
    try:
        store = stores.Minios(minio, work, tool_class.regions) if minio else stores.Folder(work)
        tool = tool_class(program, work, store)
        for arguments in tool.prepare():
            _run(tool, arguments, log)
        result["verbs"]["init"] = _run(tool, tool.init(), log, "init").as_json()
        for arguments in getattr(tool, "after_init", list)():
            _run(tool, arguments, log)
        for verb in VERBS:
            if verb in skip:
                continue
            if verb == "second" and workload.changes:
                workload.change()
            if verb in ("backup", "second"):
                workload.warm()
            os.sync()
            arguments = getattr(tool, "backup" if verb == "second" else verb)(*([] if verb == "check" else [workload.data]))
            before = store.usage()
            done = _run(tool, arguments, log, verb)
            spent = stores.difference(before, store.usage())
            if verb == "restore":
                started = time.monotonic()
                _judge(tool, compare(workload.data, tool.restored(workload.data)), result)
                result["compared_in"] = time.monotonic() - started
            result["verbs"][verb] = done.as_json()
            if spent is not None:
                result["store"][verb] = spent
            if verb in ("backup", "second"):
                length, room = store.size()
                result["size_" + verb] = length
                result["room_" + verb] = room
            say("%-8s %7.2f s  cpu %7.2f s  rss %5.0f MB" % (verb, done.wall, done.cpu, done.rss / 1e6)
                + ("  servers' cpu %6.2f s, %6d requests" % (spent["cpu"], sum(spent["requests"].values())) if spent else "")
                + ("  repository %.1f MB" % (result["size_" + verb] / 1e6) if verb in ("backup", "second") else ""))
        verb = "open"
        result["verbs"]["open"] = _run(tool, tool.open(), log, "open").as_json()
    except (Failed, OSError) as failure:
        result["failed"][verb] = str(failure)
        say("%-8s FAILED: %s" % (verb, failure))
    finally:
        if store is not None:
            store.close()
        workload.restore_original()
        _put_aside(os.path.join(work, "restored"), kept)
        shutil.rmtree(work, ignore_errors=True)
    return result
