"""Compares a restored tree with its source: kind, content, mode, owner, time, link target and hard links.

Run as `python3 -m harness.verify SOURCE RESTORED`: it prints one JSON object, a list of paths under each thing that
differs. It is a process of its own so that what it uses is not counted to the tools (see measure.py).
"""

import json
import os
import stat
import sys

PIECE = 1 << 20
TIMES = {stat.S_IFDIR: "folder time", stat.S_IFLNK: "link time"}


def _entries(root):
    found, pending = {b".": os.lstat(root)}, [b""]
    while pending:
        folder = pending.pop()
        with os.scandir(os.path.join(root, folder) if folder else root) as names:
            for entry in names:
                path = os.path.join(folder, entry.name)
                found[path] = entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    pending.append(path)
    return found


def _same_bytes(left, right):
    with open(left, "rb", buffering=0) as one, open(right, "rb", buffering=0) as other:
        while True:
            here, there = one.read(PIECE), other.read(PIECE)
            if here != there:
                return False
            if not here:
                return True


def _groups(entries):
    """Which paths are names of one file; a path alone is in no group."""
    groups = {}
    for path, status in entries.items():
        if stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
            groups.setdefault((status.st_dev, status.st_ino), set()).add(path)
    return {path: frozenset(group) for group in groups.values() if len(group) > 1 for path in group}


def differences(source, restored):
    source, restored = os.fsencode(source), os.fsencode(restored)
    left, right = _entries(source), _entries(restored)
    left_groups, right_groups = _groups(left), _groups(right)
    found = {}

    def tell(what, path):
        found.setdefault(what, []).append(os.fsdecode(path))

    for path in right.keys() - left.keys():
        tell("extra", path)
    for path, one in left.items():
        other = right.get(path)
        if other is None:
            tell("missing", path)
            continue
        if stat.S_IFMT(one.st_mode) != stat.S_IFMT(other.st_mode):
            tell("kind", path)
            continue
        if stat.S_ISREG(one.st_mode) and not (
            one.st_size == other.st_size and _same_bytes(os.path.join(source, path), os.path.join(restored, path))
        ):
            tell("content", path)
        if stat.S_ISLNK(one.st_mode) and os.readlink(os.path.join(source, path)) != os.readlink(os.path.join(restored, path)):
            tell("target", path)
        if path != b".":
            # A target that was made empty before the restore: whose its own mode and time are is a tool's choice.
            if one.st_mode != other.st_mode:
                tell("mode", path)
            if one.st_mtime_ns != other.st_mtime_ns:
                tell(TIMES.get(stat.S_IFMT(one.st_mode), "time"), path)
        if (one.st_uid, one.st_gid) != (other.st_uid, other.st_gid):
            tell("owner", path)
        if left_groups.get(path) != right_groups.get(path):
            tell("hard link", path)
    return found


def main():
    found = differences(sys.argv[1], sys.argv[2])
    print(json.dumps({what: {"count": len(paths), "first": sorted(paths)[:3]} for what, paths in found.items()}))


if __name__ == "__main__":
    main()
