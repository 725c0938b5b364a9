"""The command line of bench/run."""

import argparse
import datetime
import json
import multiprocessing
import os
import platform
import shutil
import subprocess
import sys
import time

from . import measure, report, rounds, stores, tools, workloads

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HOME = os.path.dirname(HERE)


def _say(text):
    print("%s %s" % (time.strftime("%H:%M:%S"), text), file=sys.stderr, flush=True)


def _arguments(arguments):
    cache = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "hikae", "bench")
    parser = argparse.ArgumentParser(prog="bench/run", description="Runs Hikae and its peers side by side; see bench/README.md.")
    parser.add_argument("--workload", default="all", metavar="NAME[,NAME]", help="%s or all" % ", ".join(workloads.NAMES))
    parser.add_argument("--source", metavar="DIR", help="a folder of one's own instead of a made workload; it is only read")
    parser.add_argument("--store", default="folder", choices=stores.KINDS,
                        help="where repositories lie: a folder, or MinIO servers on loopback, which bin/minio finds or builds (folder)")
    parser.add_argument("--tools", metavar="TOOL[,TOOL]",
                        help="those that can use the store, or each one of %s; `tool=PROGRAM` names the program, `tool:label=PROGRAM` a second build" % ", ".join(tools.TOOLS))
    parser.add_argument("--pairs", type=int, default=5, metavar="N", help="rounds; in each every tool has one turn (5)")
    parser.add_argument("--scale", type=float, default=1.0, metavar="F", help="size of the workloads, for trying (1)")
    parser.add_argument("--skip", default="", metavar="VERB[,VERB]", help="leave out restore or check")
    parser.add_argument("--folder", default=cache, metavar="DIR", help="workloads, repositories and restores (%s)" % cache)
    parser.add_argument("--out", metavar="DIR", help="where bench.md and bench.json go (FOLDER/results/TIME)")
    parser.add_argument("--make-only", action="store_true", help="make the workloads and end")
    chosen = parser.parse_args(arguments)
    chosen.workloads = [] if chosen.source else list(workloads.NAMES) if chosen.workload == "all" else chosen.workload.split(",")
    for name in chosen.workloads:
        if name not in workloads.NAMES:
            parser.error("no such workload: " + name)
    chosen.skip = [verb for verb in chosen.skip.split(",") if verb]
    if not set(chosen.skip) <= {"restore", "check"}:
        parser.error("only restore and check can be left out")
    if chosen.pairs < 1 or not 0 < chosen.scale <= 10:
        parser.error("--pairs must be at least 1, --scale above 0 and at most 10")
    chosen.programs = {}
    able = [name for name, tool in tools.TOOLS.items() if chosen.store in tool.kinds]
    for spec in (chosen.tools or ",".join(able)).split(","):
        label, _, program = spec.partition("=")
        if report.kind_of(label) not in tools.TOOLS:
            parser.error("no such tool: " + label)
        if report.kind_of(label) not in able:
            parser.error("%s cannot be measured with --store %s" % (label, chosen.store))
        chosen.programs[label] = program
    chosen.folder = os.path.realpath(chosen.folder)
    return chosen


def _machine(folder):
    cpu = ""
    with open("/proc/cpuinfo") as source:
        cpu = next((line.split(":", 1)[1].strip() for line in source if line.startswith("model name")), "unknown")
    with open("/proc/meminfo") as source:
        memory = int(source.readline().split()[1]) / 2**20
    system = subprocess.run(["stat", "-f", "-c", "%T", folder], stdout=subprocess.PIPE).stdout.decode().strip()
    return {"cpu": cpu, "cores": os.cpu_count(), "memory_gib": memory, "kernel": platform.release(), "filesystem": system}


def _commit():
    def git(*arguments):
        done = subprocess.run(["git", "-C", HOME, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return done.stdout.decode().strip() if done.returncode == 0 else ""

    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + ("+changes" if git("status", "--porcelain", "--untracked-files=no") else "")


def _stale_build():
    """The launcher builds only what is missing, so figures of an old build could pass for new ones."""
    jar = os.path.join(HOME, "cli", "target", "hikae.jar")
    if not os.path.exists(jar):
        return False
    built = os.path.getmtime(jar)
    for module in sorted(set(os.listdir(HOME)) - {"bench"}):
        for folder, _, names in os.walk(os.path.join(HOME, module, "src", "main")):
            if any(os.path.getmtime(os.path.join(folder, name)) > built for name in names):
                return True
    return False


def _remove_left(folder):
    """Work folders of runs that were killed."""
    for name in os.listdir(folder):
        if name.startswith(("work-", "kept-")) and name[5:].isdigit() and not os.path.exists("/proc/" + name[5:]):
            shutil.rmtree(os.path.join(folder, name), ignore_errors=True)


def _minio():
    """The program of the server; none is an error that bin/minio has told."""
    done = subprocess.run([os.path.join(HOME, "bin", "minio")], stdout=subprocess.PIPE)
    return done.stdout.decode().strip() if done.returncode == 0 else ""


def _minio_version(program):
    """One built from source says no version; the folder that bin/minio keeps it in does."""
    said = tools.version("MinIO", program)
    return said if "says no version" not in said else "MinIO %s" % os.path.basename(os.path.dirname(program))


def _make(made):
    """Makes what is not there, in a process of its own: its memory would count as everybody's floor (see measure.py)."""
    for workload in made:
        maker = multiprocessing.Process(target=workload.make, args=(_say,))
        maker.start()
        maker.join()
        if maker.exitcode != 0:
            _say("%s: could not be made" % workload.name)
            return False
    return True


def _write(out, results):
    os.makedirs(out, exist_ok=True)
    for name, text in (("bench.json", json.dumps(results, indent=1)), ("bench.md", report.markdown(results))):
        with open(os.path.join(out, name + ".new"), "w") as target:
            target.write(text)
        os.replace(os.path.join(out, name + ".new"), os.path.join(out, name))


def _measure(workload, chosen, programs, minio, log):
    """All rounds of one workload; the tool that begins moves on by one each round."""
    recipe = workload.recipe()
    entry = {"workload": workload.name, "scale": workload.scale, "about": workload.about(), "files": recipe["files"],
             "bytes": recipe["bytes"], "digest": recipe.get("digest", ""), "rounds": {label: [] for label in programs}}
    order = list(programs)
    work = os.path.join(chosen.folder, "work-%d" % os.getpid())
    kept = os.path.join(chosen.folder, "kept-%d" % os.getpid())
    try:
        for number in range(chosen.pairs):
            for label in order[number % len(order):] + order[: number % len(order)]:
                place = "%s %d/%d %s:" % (workload.name, number + 1, chosen.pairs, label)
                one = rounds.run(tools.TOOLS[report.kind_of(label)], programs[label], workload, work, log,
                                 lambda text, place=place: _say("%s %s" % (place, text)), chosen.skip, kept, minio)
                entry["rounds"][label].append(one)
    finally:
        shutil.rmtree(kept, ignore_errors=True)
    entry["summaries"] = {label: report.summarise(entry["rounds"][label]) for label in programs}
    entry["goals"] = report.goals(workload.name, entry["bytes"], entry["summaries"])
    return entry


def main(arguments=None):
    chosen = _arguments(arguments)
    os.makedirs(chosen.folder, exist_ok=True)
    _remove_left(chosen.folder)
    made = [workloads.Folder(chosen.source)] if chosen.source else [
        workloads.Workload(chosen.folder, name, chosen.scale) for name in chosen.workloads]
    if not _make(made):
        return 1
    if chosen.make_only:
        return 0
    unnamed = [label for label, program in chosen.programs.items() if not program]
    found = tools.find(unnamed, os.path.join(HOME, "bin", "hikae"), os.path.join(HERE, "peers"))
    programs = {label: program or found.get(label) for label, program in chosen.programs.items()}
    missing = [label for label, program in programs.items() if not program]
    programs = {label: os.path.abspath(program) for label, program in programs.items() if program}
    if not programs:
        _say("none of the tools is there")
        return 1
    if "hikae" in programs and _stale_build():
        _say("WARNING: sources are newer than cli/target/hikae.jar: remove it to measure them")
    minio = _minio() if chosen.store == "minio" else ""
    if chosen.store == "minio" and not minio:
        return 1
    stamp = datetime.datetime.now(datetime.timezone.utc)
    out = os.path.abspath(chosen.out or os.path.join(chosen.folder, "results", stamp.strftime("%Y%m%dT%H%M%SZ")))
    os.makedirs(out, exist_ok=True)
    log = os.path.join(out, "commands.log")
    results = {
        "date": stamp.isoformat(timespec="seconds"), "commit": _commit(), "load": os.getloadavg()[0], "pairs": chosen.pairs,
        "machine": _machine(chosen.folder), "rss_floor": measure.floor(log), "missing": missing,
        "store": chosen.store, "minio": _minio_version(minio) if minio else "",
        "tools": {label: {"version": tools.version(label, program), "settings": report.settings_of(label)}
                  for label, program in programs.items()},
        "workloads": [],
    }
    for label, tool in results["tools"].items():
        _say("%s: %s" % (label, tool["version"]))
    for workload in made:
        results["workloads"].append(_measure(workload, chosen, programs, minio, log))
        _write(out, results)
    print(report.markdown(results))
    _say("written: %s" % os.path.join(out, "bench.md"))
    failed = [label for entry in results["workloads"] for label, summary in entry["summaries"].items() if summary["failed"]]
    return 1 if failed or missing else 0
