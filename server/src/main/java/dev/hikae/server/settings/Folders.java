package dev.hikae.server.settings;

import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What lies where in the data folder. Every folder in it is for the service's user only, whatever the umask. */
public record Folders(Path root) {
    /** Makes what is missing. */
    public static Folders make(Path root) {
        Folders f = new Folders(root);
        try {
            for (Path p : List.of(
                    f.register(), f.evidence(), f.keys(), f.tls(), f.cache(), f.sandbox(), f.audit(), f.kits())) {
                if (!Files.isDirectory(p)) {
                    Files.createDirectories(p);
                    Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwx------"));
                }
            }
            return f;
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.DATA_FOLDER, root, e.toString());
        }
    }

    public Path register() {
        return root.resolve("register");
    }

    public Path evidence() {
        return root.resolve("evidence");
    }

    /** Machine key, evidence keys, token signing key. */
    public Path keys() {
        return root.resolve("keys");
    }

    /** Keys and certificates of the evidence; made as a whole when it is first needed. */
    public Path evidenceKeys() {
        return keys().resolve("evidence");
    }

    /** Recovery kits of repositories made here, to be printed and kept elsewhere. */
    public Path kits() {
        return root.resolve("recovery-kits");
    }

    public Path tls() {
        return root.resolve("tls");
    }

    public Path cache() {
        return root.resolve("cache");
    }

    /** Restores of restore tests and drills. */
    public Path sandbox() {
        return root.resolve("sandbox");
    }

    public Path audit() {
        return root.resolve("audit");
    }

    /** The first administrator's one-time password; gone once it was changed. */
    public Path firstPassword() {
        return root.resolve("first-sign-in.txt");
    }
}
