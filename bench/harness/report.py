"""Turns rounds into medians, ratios and goals, and those into a JSON and a Markdown table."""

import statistics

from .tools import TOOLS, VERBS

TIMED = ("backup", "second", "restore")
MB = 1e6
LOW_MEMORY_PEERS = ("restic", "kopia", "rustic")


def kind_of(label):
    return label.split(":")[0]


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
        if kind_of(label) != "hikae" and (kinds is None or kind_of(label) in kinds):
            number = value(summary)
            if number is not None:
                found.append((number, label))
    return min(found) if found else None


def _wall(verb):
    return lambda summary: summary["verbs"].get(verb, {}).get("wall", {}).get("median")


def _median(key):
    return lambda summary: summary.get(key, {}).get("median")


def goals(workload, data_bytes, summaries):
    """Each goal: what, ours, the limit, what the limit stands on, and whether it is met (None: nothing to compare with)."""
    ours = summaries.get("hikae")
    if ours is None:
        return []
    found = []

    def goal(what, value, limit, basis, ratio=None):
        met = None if value is None or limit is None else value <= limit
        found.append({"goal": what, "ours": value, "limit": limit, "basis": basis, "met": met, "ratio": ratio})

    for verb in TIMED:
        mine, best = _wall(verb)(ours), _best(summaries, _wall(verb))
        if verb in ours["failed"]:
            found.append({"goal": verb + " s", "ours": None, "limit": None, "basis": "failed", "met": False, "ratio": None})
        elif mine is not None and best:
            quick = best[0] < 1
            limit = best[0] + 0.2 if quick else best[0] / 2
            goal(verb + " s", mine, limit, "%s %.2f s %s" % (best[1], best[0], "+ 0.2 s" if quick else "/ 2"), best[0] / mine)
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
        "Seconds are wall time, medians of %d rounds (lowest–highest) in which the tools took turns; warm page cache, local "
        "repository, one fresh repository a round. A ratio says how many times better than the best peer." % results["pairs"],
        "",
        "- Date: %s; commit `%s`%s" % (results["date"], results["commit"], ", started at load %.1f" % results["load"]),
        "- Machine: %(cpu)s, %(cores)d cores, %(memory_gib).1f GiB memory, Linux %(kernel)s, %(filesystem)s" % machine,
        "- A process that needs nothing shows %.0f MB of RSS here: lower figures cannot appear." % (results["rss_floor"] / MB),
    ]
    for label, tool in results["tools"].items():
        lines.append("- %s: %s; %s" % (label, tool["version"], tool["settings"]))
    for missing in results["missing"]:
        lines.append("- **%s is missing** and was not compared." % missing)
    lines.append("")
    return "\n".join(lines) + "\n" + "\n".join(workload_markdown(entry) for entry in results["workloads"])


def settings_of(label):
    return TOOLS[kind_of(label)].settings
