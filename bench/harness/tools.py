"""How each tool is driven: the same five verbs, with the cheapest key each of them has and zstd in all."""

import os
import re
import shutil
import subprocess

from . import stores

VERBS = ("backup", "second", "restore", "check")


class Tool:
    """One tool on one fresh repository. A verb is a list of arguments, what it restores lies in `restored`."""

    name = ""
    settings = ""
    # In how many regions its repository lies, and in what kinds of store it can.
    regions = 1
    kinds = stores.KINDS
    # What a tool never brings back: told beside its figures instead of failing them.
    loses = ()

    def __init__(self, program, work, store):
        self.program = program
        self.work = work
        self.servers = store.servers
        self.repository = self.locate(store)
        self.target = os.path.join(work, "restored")
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": os.path.join(work, "home"),
            "TMPDIR": os.path.join(work, "tmp"),
            "LANG": "C.UTF-8",
        }
        if self.servers:
            self.environment.update(AWS_ACCESS_KEY_ID=stores.ACCESS_KEY, AWS_SECRET_ACCESS_KEY=stores.SECRET_KEY,
                                    AWS_REGION=stores.SIGNING_REGION, AWS_EC2_METADATA_DISABLED="true")
        for folder in (self.environment["HOME"], self.environment["TMPDIR"], self.target):
            os.makedirs(folder)

    def locate(self, store):
        """How the tool calls the place of its repository."""
        return "s3:%s/%s" % (store.servers[0].endpoint, stores.BUCKET) if store.servers else store.folder

    def prepare(self):
        """Commands run once, outside the measured part, before `init`."""
        return []

    def restored(self, source):
        """Where the source's own content lies after a restore."""
        return self.target

    def folder(self, verb):
        """The folder a verb runs in."""
        return self.work


class Hikae(Tool):
    name = "hikae"
    settings = "key file; compression by its policy"

    def __init__(self, program, work, store):
        super().__init__(program, work, store)
        # The launcher may look for a JDK in the user's own folder.
        for name in ("HOME", "JAVA_HOME", "HIKAE_JAVA_HOME", "HIKAE_HEAP", "HIKAE_JAVA_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.environment.update(
            HIKAE_CACHE=os.path.join(work, "cache"),
            HIKAE_KEY_FILE=os.path.join(work, "key"),
            HIKAE_REPOSITORY=self.repository,
            HIKAE_LANG="en",
        )

    def prepare(self):
        return [[self.program, "key", "generate", self.environment["HIKAE_KEY_FILE"]]]

    def init(self):
        return [self.program, "init", "--no-input"]

    def open(self):
        return [self.program, "snapshots"]

    def backup(self, source):
        return [self.program, "backup", "--progress", "none", source]

    def restore(self, source):
        return [self.program, "restore", "latest", "--target", self.target, "--progress", "none"]

    def check(self):
        return [self.program, "check", "--read-data", "--progress", "none"]


class HikaeRegions(Hikae):
    """Hikae with a full copy in each of three regions, of which two must hold a snapshot before it counts (the default)."""

    name = "hikae-3"
    settings = "as hikae, with three regions: every object goes to all of them"
    regions = 3
    kinds = ("minio",)

    def locate(self, store):
        lines = ["name: bench", "home: region0", "keys: {type: key-file, path: %s}" % os.path.join(self.work, "key"), "regions:"]
        for number, server in enumerate(store.servers):
            lines.append("  - {name: region%d, type: s3, endpoint: '%s', bucket: %s, signing_region: %s}" % (
                number, server.endpoint, stores.BUCKET, stores.SIGNING_REGION))
        file = os.path.join(self.work, "bench.yml")
        with open(file, "w") as out:
            out.write("\n".join(lines) + "\n")
        return file


class Restic(Tool):
    name = "restic"
    settings = "--insecure-no-password (its scrypt still runs: see the time to open); --compression auto"

    def __init__(self, program, work, store):
        super().__init__(program, work, store)
        self.environment.update(RESTIC_REPOSITORY=self.repository, RESTIC_CACHE_DIR=os.path.join(work, "cache"))

    def _run(self, *arguments):
        return [self.program, "--insecure-no-password", "--quiet", *arguments]

    def init(self):
        return self._run("init")

    def open(self):
        return self._run("snapshots")

    def backup(self, source):
        return self._run("backup", source)

    def restore(self, source):
        return self._run("restore", "latest:" + source, "--target", self.target)

    def check(self):
        return self._run("check", "--read-data")


class Kopia(Tool):
    name = "kopia"
    settings = "password in its configuration (scrypt still runs); compression zstd-fastest; BLAKE2B-256-128, AES256-GCM (defaults)"
    loses = ("hard link", "folder time", "link time")

    def __init__(self, program, work, store):
        super().__init__(program, work, store)
        self.environment.update(
            KOPIA_PASSWORD="bench",
            KOPIA_CONFIG_PATH=os.path.join(work, "kopia.config"),
            KOPIA_LOG_DIR=os.path.join(work, "logs"),
            KOPIA_CACHE_DIRECTORY=os.path.join(work, "cache"),
            KOPIA_CHECK_FOR_UPDATES="false",
        )

    def _run(self, *arguments):
        return [self.program, "--no-progress", *arguments]

    def init(self):
        where = ["filesystem", "--path", self.repository]
        if self.servers:
            # It reads the keys from the environment, too, but asks for the options all the same.
            where = ["s3", "--bucket", stores.BUCKET, "--endpoint", "127.0.0.1:%d" % self.servers[0].port, "--disable-tls",
                     "--region", stores.SIGNING_REGION, "--access-key", stores.ACCESS_KEY, "--secret-access-key", stores.SECRET_KEY]
        return self._run("repository", "create", *where, "--cache-directory", os.path.join(self.work, "cache"))

    def after_init(self):
        return [self._run("policy", "set", "--global", "--compression=zstd-fastest")]

    def open(self):
        return self._run("snapshot", "list", "--all")

    def backup(self, source):
        return self._run("snapshot", "create", source)

    def restore(self, source):
        return self._run("snapshot", "restore", source, self.target, "--snapshot-time=latest")

    def check(self):
        return self._run("snapshot", "verify", "--verify-files-percent=100")


class Rustic(Tool):
    name = "rustic"
    settings = "empty password (its scrypt still runs); zstd as it comes"

    def __init__(self, program, work, store):
        super().__init__(program, work, store)
        self.environment.update(
            RUSTIC_REPOSITORY=self.repository, RUSTIC_PASSWORD="", RUSTIC_CACHE_DIR=os.path.join(work, "cache"),
            RUSTIC_NO_PROGRESS="true", RUSTIC_LOG_LEVEL="warn",
        )
        if self.servers:
            self.environment.update(
                RUSTIC_REPO_OPT_BUCKET=stores.BUCKET, RUSTIC_REPO_OPT_ENDPOINT=self.servers[0].endpoint, RUSTIC_REPO_OPT_ROOT="/",
                RUSTIC_REPO_OPT_REGION=stores.SIGNING_REGION, RUSTIC_REPO_OPT_ACCESS_KEY_ID=stores.ACCESS_KEY,
                RUSTIC_REPO_OPT_SECRET_ACCESS_KEY=stores.SECRET_KEY)

    def locate(self, store):
        return "opendal:s3" if store.servers else store.folder

    def init(self):
        return [self.program, "init"]

    def open(self):
        return [self.program, "snapshots"]

    def backup(self, source):
        return [self.program, "backup", source]

    def restore(self, source):
        return [self.program, "restore", "latest:" + source, self.target]

    def check(self):
        return [self.program, "check", "--read-data"]


class Borg(Tool):
    name = "borg"
    kinds = ("folder",)
    settings = "repokey (AES-CTR, HMAC-SHA-256), empty passphrase (its PBKDF2 still runs); --compression zstd,3"

    def __init__(self, program, work, store):
        super().__init__(program, work, store)
        self.count = 0
        self.environment.update(
            BORG_REPO=self.repository, BORG_BASE_DIR=os.path.join(work, "borg"), BORG_PASSPHRASE="",
            BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK="yes", BORG_RELOCATED_REPO_ACCESS_IS_OK="yes",
        )

    def init(self):
        return [self.program, "init", "--encryption=repokey"]

    def open(self):
        return [self.program, "list"]

    def backup(self, source):
        self.count += 1
        return [self.program, "create", "--compression", "zstd,3", "::backup%d" % self.count, source]

    def restore(self, source):
        return [self.program, "extract", "::backup%d" % self.count]

    def restored(self, source):
        return self.target + source

    def folder(self, verb):
        return self.target if verb == "restore" else self.work

    def check(self):
        return [self.program, "check", "--verify-data"]


TOOLS = {tool.name: tool for tool in (Hikae, HikaeRegions, Restic, Kopia, Rustic, Borg)}


def version(name, program):
    """What the program says of itself, in one line."""
    said = ""
    for argument in ("--version", "version"):
        try:
            done = subprocess.run([program, argument], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
        except OSError:
            continue
        if done.returncode == 0 and done.stdout.strip():
            said = done.stdout.decode(errors="replace").strip().splitlines()[0]
            break
    return said if re.search(r"\d", said) else "%s (says no version)" % name


def find(names, hikae, peers):
    """The program of each tool that is there; what is missing is told by `bench/peers` itself."""
    found = {}
    ours = [name for name in names if issubclass(TOOLS[name], Hikae)]
    found.update((name, hikae) for name in ours)
    others = [name for name in names if name not in ours]
    if others:
        done = subprocess.run([peers, *others], stdout=subprocess.PIPE)
        for line in done.stdout.decode().splitlines():
            name, program = line.split(" ", 1)
            found[name] = program
    return {name: shutil.which(found[name]) or found[name] for name in names if name in found}
