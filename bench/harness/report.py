"""Turns rounds into medians, ratios and goals, and those into a JSON and a Markdown table."""

import statistics

from .tools import TOOLS, VERBS

TIMED = ("backup", "second", "restore")
MB = 1e6
GB = 1e9
LOW_MEMORY_PEERS = ("restic", "kopia", "rustic")
WHERE = {"folder": "local repository", "minio": "repository in a bucket of MinIO on loopback (hikae-3: three servers)"}


def kind_of(label):
    return label.split(":")[0]


def is_peer(label):
    return not kind_of(label).startswith("hikae")


def spread(values):
    values = sorted(values)
    return {"median": statistics.median(values), "min": values[0], "max": values[-1], "n": len(values)} if values else None


def summarise(rounds):
    """Medians over a tool's rounds. A verb that failed once counts as failed: its time would be that of something else."""
    summary = {"failed": {}, "lost": {}, "verbs": {}}
    for one in rounds:
        summary["failed"].update(one["failed"])
        summary["lost"].update(one["lost"])
    for verb in VERBS + ("init", "open"):
        measured = [one["verbs"][verb] for one in rounds if verb in one["verbs"]]
        if measured and verb not in summary["failed"]:
            summary["verbs"][verb] = {
                "wall": spread([m["wall"] for m in measured]),
                "cpu": spread([m["user"] + m["system"] for m in measured]),
                "rss": spread([m["rss"] for m in measured]),
                "anonymous": spread([m["anonymous"] for m in measured]),
            }
    for verb in VERBS:
        spent = [one["store"][verb] for one in rounds if verb in one.get("store", {})]
        if spent and verb in summary["verbs"]:
            summary.setdefault("store", {})[verb] = {
                "requests": spread([sum(s["requests"].values()) for s in spent]),
                **{key: spread([s[key] for s in spent]) for key in ("cpu", "sent", "received", "errors_4xx", "errors_5xx")},
            }
    for size in ("size_backup", "size_second", "room_backup"):
        values = [one[size] for one in rounds if size in one]
        if values:
            summary[size] = spread(values)
    added = [one["size_second"] - one["size_backup"] for one in rounds if "size_second" in one]
    if added:
        summary["added"] = spread(added)
    highest = [summary["verbs"][verb]["rss"]["median"] for verb in TIMED if verb in summary["verbs"]]
    if highest:
        summary["highest_rss"] = max(highest)
    return summary


def _best(summaries, value, kinds=None):
    """The peer with the lowest value, and that value."""
    found = []
    for label, summary in summaries.items():
        if is_peer(label) and (kinds is None or kind_of(label) in kinds):
            number = value(summary)
            if number is not None:
                found.append((number, label))
    return min(found) if found else None


def _wall(verb):
    return lambda summary: summary["verbs"].get(verb, {}).get("wall", {}).get("median")


def _median(key):
    return lambda summary: summary.get(key, {}).get("median")


def _goal(what, value, limit, basis, ratio):
    met = None if value is None or limit is None else value <= limit
    return {"goal": what, "ours": value, "limit": limit, "basis": basis, "met": met, "ratio": ratio}


def _times(prefix, factor, ours, summaries):
    """So many times as fast as the fastest peer; beside one below a second, as fast and a fifth of a second."""
    found = []
    for verb in TIMED:
        what = prefix + verb + " s"
        mine, best = _wall(verb)(ours), _best(summaries, _wall(verb))
        if verb in ours["failed"]:
            found.append({"goal": what, "ours": None, "limit": None, "basis": "failed", "met": False, "ratio": None})
        elif mine is not None and best:
            quick = best[0] < 1
            limit = best[0] + 0.2 if quick else best[0] / factor
            how = " + 0.2 s" if quick else " / %d" % factor if factor > 1 else ""
            found.append(_goal(what, mine, limit, "%s %.2f s%s" % (best[1], best[0], how), best[0] / mine))
    return found


def goals(workload, data_bytes, summaries):
    """Each goal: what, ours, the limit, what the limit stands on, and whether it is met (None: nothing to compare with)."""
    found = []
    if "hikae-3" in summaries:
        found += _times("three regions: ", 1, summaries["hikae-3"], summaries)
    ours = summaries.get("hikae")
    if ours is None:
        return found
    found = _times("", 2, ours, summaries) + found

    def goal(what, value, limit, basis, ratio):
        found.append(_goal(what, value, limit, basis, ratio))

    best = _best(summaries, lambda summary: summary.get("highest_rss"), LOW_MEMORY_PEERS)
    if best and "highest_rss" in ours:
        goal("highest RSS MB", ours["highest_rss"] / MB, best[0] / MB, "%s %.0f MB" % (best[1], best[0] / MB), best[0] / ours["highest_rss"])
    best = _best(summaries, _median("size_backup"))
    size = _median("size_backup")(ours)
    if best and size:
        goal("repository MB", size / MB, best[0] * 1.01 / MB, "%s %.1f MB + 1 %%" % (best[1], best[0] / MB), best[0] / size)
    if workload == "random" and size:
        goal("repository over data MB", size / MB, data_bytes * 1.002 / MB, "data %.1f MB + 0.2 %%" % (data_bytes / MB), data_bytes / size)
    best = _best(summaries, _median("added"))
    if workload == "database" and best and "added" in ours:
        added = ours["added"]["median"]
        goal("added MB", added / MB, best[0] / 4 / MB, "%s %.1f MB / 4" % (best[1], best[0] / MB), best[0] / added if added else None)
    return found


def _cell(value, unit=1.0, digits=2):
    if value is None:
        return "–"
    text = "%.*f" % (digits, value["median"] / unit)
    if value["n"] > 1:
        text += " (%.*f–%.*f)" % (digits, value["min"] / unit, digits, value["max"] / unit)
    return text


def _row(label, summary):
    cells = [label]
    for verb in VERBS:
        if verb in summary["failed"]:
            cells.append("**FAILED**")
        else:
            cells.append(_cell(summary["verbs"].get(verb, {}).get("wall")))
    cells.append(" / ".join("%.1f" % summary["verbs"][verb]["cpu"]["median"] if verb in summary["verbs"] else "–" for verb in TIMED))
    cells.append(" / ".join("%.0f" % (summary["verbs"][verb]["rss"]["median"] / MB) if verb in summary["verbs"] else "–" for verb in TIMED))
    cells.append(" / ".join("%.0f" % (summary["verbs"][verb]["anonymous"]["median"] / MB) if verb in summary["verbs"] else "–" for verb in TIMED))
    cells.append(_cell(summary.get("size_backup"), MB, 1))
    cells.append(_cell(summary.get("added"), MB, 1))
    cells.append("%.2f" % summary["verbs"]["open"]["wall"]["median"] if "open" in summary["verbs"] else "–")
    return "| " + " | ".join(cells) + " |"


def _store_rows(entry):
    """What the servers counted; nothing where the repository was a folder."""
    rows = []
    for label, summary in entry["summaries"].items():
        store = summary.get("store")
        if not store:
            continue

        def three(key, unit=1.0, digits=0, store=store):
            return " / ".join("%.*f" % (digits, store[verb][key]["median"] / unit) if verb in store else "–" for verb in TIMED)

        def each_gb(verb, store=store):
            return "%.0f" % (store[verb]["requests"]["median"] / (entry["bytes"] / GB)) if verb in store else "–"

        errors = sum(store[verb][key]["max"] for verb in store for key in ("errors_4xx", "errors_5xx"))
        rows.append("| " + " | ".join([label, three("requests"), each_gb("backup"), each_gb("restore"), three("received", MB, 1),
                                       three("sent", MB, 1), three("cpu", digits=1), "%.0f" % errors]) + " |")
    if not rows:
        return []
    return ["| Tool | requests, backup / second / restore | requests per GB stored | per GB restored | MB received by the servers "
            "| MB sent | CPU s of the servers | errors answered |", "| --- |" + " ---: |" * 7, *rows, ""]


def workload_markdown(entry):
    summaries = entry["summaries"]
    lines = [
        "## %s" % entry["workload"],
        "",
        "%s. %d files, %.1f MB%s." % (entry["about"][0].upper() + entry["about"][1:], entry["files"], entry["bytes"] / MB,
                                      ", digest `%s`" % entry["digest"][:16] if entry["digest"] else ""),
        "",
        "| Tool | backup s | %s s | restore s | check s | CPU s, backup / second / restore | peak RSS MB | of it anonymous MB "
        "| repository MB | added MB | open s |" % ("changed backup" if entry["workload"] == "database" else "second backup"),
        "| --- |" + " ---: |" * 10,
    ]
    lines += [_row(label, summary) for label, summary in summaries.items()]
    lines.append("")
    lines += _store_rows(entry)
    if entry["goals"]:
        lines += ["| Goal | Hikae | limit | from | ratio | |", "| --- | ---: | ---: | --- | ---: | --- |"]
        for goal in entry["goals"]:
            met = {True: "met", False: "**not met**", None: "–"}[goal["met"]]
            number = lambda value: "–" if value is None else "%.2f" % value  # noqa: E731
            lines.append("| %s | %s | %s | %s | %s | %s |" % (
                goal["goal"], number(goal["ours"]), number(goal["limit"]), goal["basis"],
                "–" if goal["ratio"] is None else "%.2f ×" % goal["ratio"], met))
        lines.append("")
    borg, ours = summaries.get("borg", {}).get("highest_rss"), summaries.get("hikae", {}).get("highest_rss")
    if borg and ours:
        lines += ["Highest RSS: Hikae %.0f MB, borg %.0f MB (%+.0f MB)." % (ours / MB, borg / MB, (ours - borg) / MB), ""]
    for label, summary in summaries.items():
        for verb, why in summary["failed"].items():
            lines.append("- **%s %s FAILED**: %s" % (label, verb, why))
        for what, count in summary["lost"].items():
            lines.append("- %s does not restore every %s: %d here." % (label, what, count))
    return "\n".join(lines).rstrip() + "\n"


def markdown(results):
    machine = results["machine"]
    lines = [
        "# Hikae beside its peers",
        "",
        "Seconds are wall time, medians of %d rounds (lowest–highest) in which the tools took turns; warm page cache, %s, "
        "one fresh repository a round. A ratio says how many times better than the best peer." % (
            results["pairs"], WHERE[results.get("store", "folder")]),
        "",
        "- Date: %s; commit `%s`%s" % (results["date"], results["commit"], ", started at load %.1f" % results["load"]),
        "- Machine: %(cpu)s, %(cores)d cores, %(memory_gib).1f GiB memory, Linux %(kernel)s, %(filesystem)s" % machine,
        "- A process that needs nothing shows %.0f MB of RSS here: lower figures cannot appear." % (results["rss_floor"] / MB),
    ]
    for label, tool in results["tools"].items():
        lines.append("- %s: %s; %s" % (label, tool["version"], tool["settings"]))
    for missing in results["missing"]:
        lines.append("- **%s is missing** and was not compared." % missing)
    if results.get("minio"):
        lines += ["- Store: %s; a repository's size is that of its objects in one region" % results["minio"],
                  "- Requests and bytes are what the servers counted themselves; GB are of the workload's files; errors are answers "
                  "of 400 and above, a missing object among them."]
    lines.append("")
    return "\n".join(lines) + "\n" + "\n".join(workload_markdown(entry) for entry in results["workloads"])


def settings_of(label):
    return TOOLS[kind_of(label)].settings
