package dev.hikae.engine.restore;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.file.FileError;
import dev.hikae.engine.file.LinuxException;
import dev.hikae.engine.file.TargetDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What lets an interrupted restore be gone on with: a note in the target, there from before the first entry until after
 * the last one, that says what is restored and since which start of the system.
 *
 * <p>A file is taken for whole, unread, only when it has the snapshot's size, owner, mode and, what a restore sets last,
 * time, and got them after the note was written and in the same run of the system: then what was written is there. After
 * a crash of the system, or once anything failed, nothing is taken for whole; everything is compared with the snapshot.
 */
final class Resumption {
    private static final String FORMAT = "hikae-restore 1";
    private static final String NEVER = "-";

    private final TargetDirectory top;
    private final RawPath name;
    private final String what;
    private final Optional<Instant> trustedSince;
    private boolean distrusted;

    private Resumption(TargetDirectory top, RestoreRequest request, Optional<Instant> trustedSince) {
        this.top = top;
        this.name = name(request);
        this.what = what(request);
        this.trustedSince = trustedSince;
    }

    /** A new restore. */
    static Resumption begin(TargetDirectory top, RestoreRequest request) throws LinuxException {
        var begun = new Resumption(top, request, Optional.empty());
        try {
            begun.write(boot());
        } catch (LinuxException e) {
            begun.end();
            throw e;
        }
        return begun;
    }

    /** The interrupted one; empty where there is none. */
    static Optional<Resumption> find(TargetDirectory top, RestoreRequest request) throws LinuxException {
        Optional<TargetDirectory.Note> note = top.readNote(name(request));
        if (note.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines =
                new String(note.get().content(), StandardCharsets.UTF_8).lines().toList();
        if (lines.size() < 3 || !lines.get(0).equals(FORMAT) || !lines.get(1).equals(what(request))) {
            throw new HikaeException(FileError.NOTHING_TO_RESUME, request.target());
        }
        boolean sameRun = !boot().equals(NEVER) && lines.get(2).equals(boot());
        var found =
                new Resumption(top, request, sameRun ? Optional.of(note.get().written()) : Optional.empty());
        if (!sameRun) {
            found.write(boot());
        }
        return Optional.of(found);
    }

    /** Files finished at or after this are whole. */
    Optional<Instant> trustedSince() {
        return trustedSince;
    }

    /** From now on nothing that this restore writes is taken for whole. */
    synchronized void distrust() {
        if (!distrusted) {
            distrusted = true;
            try {
                write(NEVER);
            } catch (LinuxException e) {
                // Without the note there is nothing to go on with, which is as safe.
                end();
            }
        }
    }

    /** The restore is through. */
    synchronized void end() {
        try {
            top.remove(name, false);
        } catch (LinuxException e) {
            // It is in nobody's way but an empty target's: the next restore says what is there.
            return;
        }
    }

    /** The id is in the name, so that no entry of the snapshot has it: it was not known when that was taken. */
    static RawPath name(RestoreRequest request) {
        return RawPath.of(".hikae-restore-" + request.snapshot());
    }

    private void write(String run) throws LinuxException {
        top.writeNote(name, (FORMAT + "\n" + what + "\n" + run + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String what(RestoreRequest request) {
        var options = request.options();
        String text =
                request.snapshot() + " " + request.paths() + " " + options.include() + " " + options.exclude() + " "
                        + options.owners().unmapped()
                        + new java.util.TreeMap<>(options.owners().users())
                        + new java.util.TreeMap<>(options.owners().groups());
        return text.replace("\n", "\\n").replace("\r", "\\r");
    }

    /** The kernel's name for this run of the system. */
    private static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return NEVER;
        }
    }
}
