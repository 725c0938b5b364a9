"""How each tool is driven: the same five verbs, with the cheapest key each of them has and zstd in all."""

import os
import re
import shutil
import subprocess

VERBS = ("backup", "second", "restore", "check")


class Tool:
    """One tool on one fresh repository. A verb is a list of arguments, what it restores lies in `restored`."""

    name = ""
    settings = ""
    # What a tool never brings back: told beside its figures instead of failing them.
    loses = ()

    def __init__(self, program, work):
        self.program = program
        self.work = work
        self.repository = os.path.join(work, "repository")
        self.target = os.path.join(work, "restored")
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": os.path.join(work, "home"),
            "TMPDIR": os.path.join(work, "tmp"),
            "LANG": "C.UTF-8",
        }
        for folder in (self.environment["HOME"], self.environment["TMPDIR"], self.target):
            os.makedirs(folder)

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

    def __init__(self, program, work):
        super().__init__(program, work)
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


class Restic(Tool):
    name = "restic"
    settings = "--insecure-no-password (its scrypt still runs: see the time to open); --compression auto"

    def __init__(self, program, work):
        super().__init__(program, work)
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

    def __init__(self, program, work):
        super().__init__(program, work)
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
        return self._run("repository", "create", "filesystem", "--path", self.repository, "--cache-directory", os.path.join(self.work, "cache"))

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

    def __init__(self, program, work):
        super().__init__(program, work)
        self.environment.update(
            RUSTIC_REPOSITORY=self.repository, RUSTIC_PASSWORD="", RUSTIC_CACHE_DIR=os.path.join(work, "cache"),
            RUSTIC_NO_PROGRESS="true", RUSTIC_LOG_LEVEL="warn",
        )

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
    settings = "repokey (AES-CTR, HMAC-SHA-256), empty passphrase (its PBKDF2 still runs); --compression zstd,3"

    def __init__(self, program, work):
        super().__init__(program, work)
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


TOOLS = {tool.name: tool for tool in (Hikae, Restic, Kopia, Rustic, Borg)}


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
    if "hikae" in names:
        found["hikae"] = hikae
    others = [name for name in names if name != "hikae"]
    if others:
        done = subprocess.run([peers, *others], stdout=subprocess.PIPE)
        for line in done.stdout.decode().splitlines():
            name, program = line.split(" ", 1)
            found[name] = program
    return {name: shutil.which(found[name]) or found[name] for name in names if name in found}
