"""Makes the workloads: the same bytes, names, modes and times on every machine for the same version, seed and scale."""

import hashlib
import json
import math
import multiprocessing
import os
import random
import shutil
import stat
from dataclasses import dataclass, field

from . import content

# Raise when a workload's bytes change: figures of different versions do not compare.
VERSION = 1
SEED = 20261128
NAMES = ("small-files", "mixed", "random", "database")
EPOCH = 1735689600  # 2025-01-01, so no file is young enough to count as racy
MB = 1000 * 1000


@dataclass
class File:
    path: str
    kind: str
    size: int
    seed: str
    family: str = ""
    mode: int = 0o644
    edit: str = ""
    parts: list = field(default_factory=list)  # of a tar: what it holds


ABOUT = {
    "small-files": "70,000 small files, 0.75 GB, like a tree of installed packages: source, headers, JSON, documents, some "
    "binaries and images; 10 % are copies of another file, 2 % empty, 300 symbolic and 100 hard links",
    "mixed": "11,000 files, 6.1 GB: text and code 1.5 GB, binaries 1.7 GB, archives 2.1 GB (1.5 incompressible, 0.6 tar of files "
    "that also lie beside it), logs 0.8 GB; 4 % are copies, 4 % edited versions of another file",
    "random": "4 files of 500 MB of random bytes: nothing to compress, nothing twice",
    "database": "one 2 GB file of 8 KiB pages with headers, row pointers, free space and rows, about 2.2 : 1; before the second "
    "backup 1 % of the pages, chosen at random, are rewritten in place",
}


def _rng(*parts):
    return random.Random("/".join(map(str, (SEED, VERSION) + parts)))


def _log_normal(rng, median, sigma, most):
    return min(most, int(median * math.exp(rng.gauss(0, sigma))))


def _scaled(files, total):
    """Sizes multiplied so that they add up to the total."""
    factor = total / max(1, sum(f.size for f in files))
    for f in files:
        f.size = int(f.size * factor)
    return files


SMALL_KINDS = [  # share, extension, kind, median, sigma
    (42, ".py", "code", 4600, 1.25),
    (14, ".js", "code", 3600, 1.35),
    (12, ".h", "code", 5200, 1.2),
    (9, ".json", "markup", 1900, 1.4),
    (8, ".md", "text", 3800, 1.1),
    (8, ".pyc", "binary", 6200, 1.15),
    (3, ".so", "binary", 38000, 1.2),
    (2, ".png", "random", 9000, 1.0),
    (2, "", "", 0, 0),
]


def _small_files(scale):
    rng = _rng("small-files")
    count = max(40, int(70000 * scale))
    files = []
    package = 0
    while len(files) < count:
        package += 1
        name = "package-%04d" % package
        # Packages are as uneven as real ones: most hold some dozens of files, a few hold thousands.
        here = min(count - len(files), 1 + _log_normal(rng, 60, 1.2, 4000))
        folders = ["lib/%s" % name]
        for _ in range(1 + here // 12):
            base = rng.choice(folders)
            if base.count("/") < 7:
                folders.append("%s/%s%d" % (base, rng.choice(("core", "util", "test", "data", "io", "model")), len(folders)))
        for number in range(here):
            share, extension, kind, median, sigma = rng.choices(SMALL_KINDS, [k[0] for k in SMALL_KINDS])[0]
            size = _log_normal(rng, median, sigma, 900_000) if median else 0
            stem = "__init__.py" if not kind else "%s%d%s" % (rng.choice(("module", "test_", "base", "api-", "types")), number, extension)
            path = "%s/%s" % (folders[number % len(folders)], stem if kind else "empty%d%s" % (number, ".py"))
            mode = 0o755 if extension == ".so" or rng.random() < 0.02 else 0o644
            files.append(File(path, kind or "random", size, "%d/%s" % (SEED, path), name, mode))
    _scaled(files, 750 * MB * count / 70000)
    _copies(rng, files, 0.10)
    links = {"lib/%s.link%d" % (f.path.split("/")[1], i): f.path for i, f in enumerate(rng.sample(files, max(2, int(300 * scale))))}
    hard = {f.path + ".hard": f.path for f in rng.sample(files, max(2, int(100 * scale)))}
    return files, links, hard


def _copies(rng, files, share):
    for at in rng.sample(range(1, len(files)), int(len(files) * share)):
        of = files[rng.randrange(len(files))]
        files[at].kind, files[at].size, files[at].seed, files[at].family = of.kind, of.size, of.seed, of.family


def _mixed(scale):
    rng = _rng("mixed")

    def group(folder, count, total, kinds, sigma, fan):
        count = max(4, int(count * scale))
        files = []
        for number in range(count):
            extension, kind = rng.choice(kinds)
            path = "%s/%s%02d/file%05d%s" % (folder, folder[0], rng.randrange(max(1, int(fan * scale))), number, extension)
            size = _log_normal(rng, 10000, sigma, 10000 * 200)
            files.append(File(path, kind, size, "%d/%s" % (SEED, path), "", 0o755 if kind == "binary" else 0o644))
        return _scaled(files, total * MB * scale)

    text = group("documents", 6200, 1500, [(".txt", "text"), (".md", "text"), (".c", "code"), (".java", "code"), (".xml", "markup")], 1.5, 60)
    binary = group("programs", 3000, 1700, [("", "binary"), (".so", "binary"), (".dat", "binary"), (".o", "binary")], 1.3, 30)
    packed = group("archives", 900, 1500, [(".zip", "random"), (".jpg", "random"), (".tar.gz", "random")], 1.2, 10)
    logs = group("logs", 800, 800, [(".log", "log"), (".log.1", "log")], 1.0, 8)
    files = text + binary + packed + logs
    _copies(rng, files, 0.04)
    for at in rng.sample(range(len(files)), int(len(files) * 0.04)):
        of = files[rng.randrange(len(files))]
        if files[at] is not of and of.size > 4096 and of.kind != "log" and not of.edit:
            files[at].kind, files[at].size, files[at].seed, files[at].edit = of.kind, of.size, of.seed, "edit/%d" % at
    for number in range(max(1, int(100 * scale))):
        parts, total = [], 0
        while total < min(6, 600 * scale) * MB:
            part = rng.choice(text if rng.random() < 0.6 else binary)
            parts.append(part)
            total += part.size
        path = "archives/tar%02d/backup%03d.tar" % (number % 10, number)
        files.append(File(path, "tar", total, path, parts=parts))
    return files, {}, {}


def _random(scale):
    return [File("media/video%d.bin" % i, "random", int(500 * MB * scale), "%d/random/%d" % (SEED, i)) for i in range(4)], {}, {}


def _database(scale):
    pages = max(100, int(2000 * MB // content.PAGE * scale))
    return [File("database/table.dat", "pages", pages * content.PAGE, "")], {}, {}


MAKERS = {"small-files": _small_files, "mixed": _mixed, "random": _random, "database": _database}


def _bytes(f):
    if f.kind == "tar":
        for part in f.parts:
            header = bytearray(512)
            header[: len(part.path[:99])] = part.path[:99].encode()
            header[100:136] = b"0000644\0000000000\0000000000\0%011o\0" % part.size
            header[257:263] = b"ustar\0"
            yield bytes(header)
            yield from _bytes(part)
            yield bytes(-part.size % 512)
        yield bytes(1024)
        return
    made = content.pieces(f.kind, f.family, f.seed, f.size)
    yield from content.edited(made, f.edit) if f.edit else made


def _mtime(path):
    digest = int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "big")
    return EPOCH * 10**9 + digest % (300 * 86400 * 10**9)


def _write(task):
    """Writes a batch of files in a process of its own; gives path, size and SHA-256 of each."""
    root, files = task
    done = []
    for f in files:
        path = os.path.join(root, f.path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with open(path, "wb") as out:
            for data in _bytes(f):
                digest.update(data)
                size += len(data)
                out.write(data)
        os.chmod(path, f.mode)
        os.utime(path, ns=(_mtime(f.path), _mtime(f.path)))
        done.append((f.path, size, digest.hexdigest()))
    return done


def _write_pages(task):
    path, first, last = task
    with open(path, "r+b") as out:
        out.seek(first * content.PAGE)
        for start in range(first, last, 256):
            out.write(b"".join(content.page(n, 0) for n in range(start, min(last, start + 256))))
    return last - first


def _batches(root, files):
    """Batches of like work: by bytes, as copying and links cost less than making."""
    batch, size = [], 0
    for f in files:
        batch.append(f)
        size += f.size + 20000
        if size > 16 * MB:
            yield root, batch
            batch, size = [], 0
    if batch:
        yield root, batch


class Workload:
    """One made workload in a folder: `data` is what gets backed up."""

    def __init__(self, folder, name, scale):
        self.name = name
        self.scale = scale
        self.home = os.path.join(folder, "workloads", "%s-%g" % (name, scale))
        self.data = os.path.join(self.home, "data")

    @property
    def changes(self):
        return self.name == "database"

    def about(self):
        return ABOUT[self.name]

    def recipe(self):
        try:
            with open(os.path.join(self.home, "recipe.json")) as source:
                return json.load(source)
        except (OSError, ValueError):
            return {}

    def ready(self):
        recipe = self.recipe()
        if (recipe.get("version"), recipe.get("seed")) != (VERSION, SEED):
            return False
        self.restore_original()
        return recipe["entries"] == tally(self.data)

    def make(self, say):
        """Makes it unless it is there, made by the same recipe and untouched since."""
        if self.ready():
            say("%s: found in %s" % (self.name, self.data))
            return
        shutil.rmtree(self.home, ignore_errors=True)
        os.makedirs(self.data)
        files, links, hard = MAKERS[self.name](self.scale)
        say("%s: making %d files, %.0f MB ..." % (self.name, len(files), sum(f.size for f in files) / MB))
        with multiprocessing.Pool() as pool:
            if self.changes:
                listed = self._pages(pool, files[0])
            else:
                listed = []
                total = sum(f.size for f in files)
                made, told = 0, 0
                for done in pool.imap_unordered(_write, list(_batches(self.data, files))):
                    listed += done
                    made += sum(size for _, size, _ in done)
                    if made - told > max(500 * MB, total / 10):
                        told = made
                        say("%s: %.0f of %.0f MB" % (self.name, made / MB, total / MB))
        for name, target in links.items():
            path = os.path.join(self.data, name)
            os.symlink(os.path.relpath(target, os.path.dirname(name)), path)
            os.utime(path, ns=(_mtime(name), _mtime(name)), follow_symlinks=False)
        for name, target in hard.items():
            os.link(os.path.join(self.data, target), os.path.join(self.data, name))
        for folder, _, _ in os.walk(self.data, topdown=False):
            os.utime(folder, ns=(_mtime(os.path.relpath(folder, self.data)),) * 2)
        digest = hashlib.sha256()
        for line in sorted("%s %d %s\n" % entry for entry in listed):
            digest.update(line.encode())
        recipe = {
            "workload": self.name, "version": VERSION, "seed": SEED, "scale": self.scale, "about": self.about(),
            "digest": digest.hexdigest(), "bytes": sum(size for _, size, _ in listed), "files": len(listed),
            "entries": tally(self.data),
        }
        with open(os.path.join(self.home, "recipe.json"), "w") as out:
            json.dump(recipe, out, indent=2)
        say("%s: %d files, %.0f MB, digest %s" % (self.name, recipe["files"], recipe["bytes"] / MB, recipe["digest"][:16]))

    def _pages(self, pool, f):
        path = os.path.join(self.data, f.path)
        os.makedirs(os.path.dirname(path))
        with open(path, "wb") as out:
            out.truncate(f.size)
        count = f.size // content.PAGE
        tasks = [(path, at, min(count, at + 2048)) for at in range(0, count, 2048)]
        for _ in pool.imap_unordered(_write_pages, tasks):
            pass
        os.utime(path, ns=(_mtime(f.path),) * 2)
        changed = sorted(_rng("changed").sample(range(count), max(1, count // 100)))
        for name, version in (("original", 0), ("changed", 1)):
            with open(os.path.join(self.home, name), "wb") as out:
                for number in changed:
                    out.write(content.page(number, version))
        with open(os.path.join(self.home, "pages.json"), "w") as out:
            json.dump(changed, out)
        digest = hashlib.sha256()
        with open(path, "rb") as source:
            for piece in iter(lambda: source.read(1 << 20), b""):
                digest.update(piece)
        return [(f.path, f.size, digest.hexdigest())]

    def _put(self, name, later):
        path = os.path.join(self.data, "database/table.dat")
        with open(os.path.join(self.home, "pages.json")) as source:
            changed = json.load(source)
        with open(os.path.join(self.home, name), "rb") as source, open(path, "r+b") as out:
            for number in changed:
                out.seek(number * content.PAGE)
                out.write(source.read(content.PAGE))
        mtime = _mtime("database/table.dat") + later * 3600 * 10**9
        os.utime(path, ns=(mtime, mtime))
        return len(changed)

    def change(self):
        """Rewrites 1 % of the pages in place; gives how many."""
        return self._put("changed", 1)

    def restore_original(self):
        if self.changes and os.path.exists(os.path.join(self.home, "pages.json")):
            self._put("original", 0)

    def warm(self):
        """Reads everything once, so that the page cache holds it for whoever comes first."""
        for folder, _, names in os.walk(self.data):
            for name in names:
                path = os.path.join(folder, name)
                if stat.S_ISREG(os.lstat(path).st_mode):
                    with open(path, "rb", buffering=0) as source:
                        while source.read(1 << 18):
                            pass


class Folder(Workload):
    """A folder of one's own: nothing is made and nothing is changed."""

    def __init__(self, path):
        self.name = "folder"
        self.scale = 1
        self.data = os.path.realpath(path)
        self._tally = None

    def about(self):
        return "the folder %s, as it lies there" % self.data

    def recipe(self):
        if self._tally is None:
            self._tally = tally(self.data)
        return {"files": self._tally["files"], "bytes": self._tally["bytes"], "digest": ""}

    def make(self, say):
        say("folder: %(files)d files, %(bytes)d bytes" % self.recipe())

    def restore_original(self):
        pass


def tally(root):
    """How many entries of each kind, their bytes and the newest time: enough to see that nobody touched them."""
    found = {"files": 0, "folders": 0, "others": 0, "bytes": 0, "newest": 0}
    for folder, folders, names in os.walk(root):
        found["folders"] += len(folders)
        for name in names:
            status = os.lstat(os.path.join(folder, name))
            regular = stat.S_ISREG(status.st_mode)
            found["files" if regular else "others"] += 1
            found["bytes"] += status.st_size if regular else 0
            found["newest"] = max(found["newest"], status.st_mtime_ns)
    return found
