package dev.hikae.server.audit;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.audit.AuditRecord.Draft;
import dev.hikae.server.audit.AuditRecord.Phase;
import dev.hikae.server.settings.ServerError;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes and reads the trail. What {@link #intend} returned is on disk; when it throws, the deed must not happen.
 *
 * <p>After a failed write everything is refused until the file can be written again. At the start the whole chain is
 * checked; a broken trail is kept aside under another name, and a new one begins with a line that says so.
 */
public final class AuditTrail implements AutoCloseable {
    private final InstantSource clock;
    private final AuditFile file;
    private long next;
    private String head;
    private boolean unwritable;

    private AuditTrail(InstantSource clock, AuditFile file, AuditFile.Tail tail) {
        this.clock = clock;
        this.file = file;
        this.next = tail.size() + 1;
        this.head = tail.head();
    }

    public static AuditTrail open(Path folder, InstantSource clock) {
        Path path = folder.resolve("audit.jsonl");
        try {
            Optional<Path> aside = AuditFile.setAsideIfBroken(path, clock);
            AuditFile file = AuditFile.open(path);
            AuditTrail trail = new AuditTrail(clock, file, file.tail());
            aside.ifPresent(broken -> trail.event(new Draft(
                    "service",
                    "begin audit trail",
                    String.valueOf(broken.getFileName()),
                    Map.of("reason", "chain broken"))));
            return trail;
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.AUDIT_UNWRITABLE, path);
        }
    }

    /** Records what is about to happen, before it does. */
    public Intent intend(Draft draft) {
        return new Intent(append(draft, Phase.INTENT, Optional.empty()));
    }

    /** Records something that was not permitted. */
    public void refused(Draft draft) {
        append(draft, Phase.REFUSED, Optional.empty());
    }

    /** Records something that happened by itself, such as a schedule's start. */
    public void event(Draft draft) {
        append(draft, Phase.EVENT, Optional.empty());
    }

    /** A deed whose intent is on disk. Complete it once, whatever came of it. */
    public final class Intent {
        private final AuditRecord begun;

        private Intent(AuditRecord begun) {
            this.begun = begun;
        }

        public long seq() {
            return begun.seq();
        }

        public void done(Map<String, String> facts) {
            complete(Phase.DONE, facts);
        }

        public void failed(Map<String, String> facts) {
            complete(Phase.FAILED, facts);
        }

        private void complete(Phase phase, Map<String, String> facts) {
            append(new Draft(begun.actor(), begun.action(), begun.subject(), facts), phase, Optional.of(begun.seq()));
        }
    }

    /** How many lines there are. */
    public synchronized long size() {
        return next - 1;
    }

    /** Lines before {@code before}, newest first. */
    public synchronized List<AuditRecord> newest(long before, int limit) {
        long to = Math.min(before, next);
        try {
            return file.read(Math.max(1, to - limit), to).reversed();
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.AUDIT_UNWRITABLE, file.path());
        }
    }

    /** Whether the last write succeeded. */
    public synchronized boolean writable() {
        return !unwritable;
    }

    /** Checks the whole chain now; the first line that does not fit, if any. */
    public synchronized Optional<Long> firstBroken() {
        try {
            return AuditFile.firstBroken(file.path());
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.AUDIT_UNWRITABLE, file.path());
        }
    }

    private synchronized AuditRecord append(Draft draft, Phase phase, Optional<Long> completes) {
        AuditRecord line = AuditRecord.chained(
                clean(draft), phase, completes, next, clock.instant().truncatedTo(ChronoUnit.MILLIS), head);
        try {
            file.append(line);
        } catch (IOException e) {
            unwritable = true;
            throw new HikaeException(e, ServerError.AUDIT_UNWRITABLE, file.path());
        }
        unwritable = false;
        next++;
        head = line.hash();
        return line;
    }

    /** Canonical JSON takes only well-formed NFC text; what callers send may be neither. */
    private static Draft clean(Draft d) {
        return new Draft(
                clean(d.actor()),
                clean(d.action()),
                clean(d.subject()),
                d.details().entrySet().stream()
                        .collect(Collectors.toMap(e -> clean(e.getKey()), e -> clean(e.getValue()), (a, b) -> a)));
    }

    private static String clean(String text) {
        String whole = new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        String nfc = Normalizer.normalize(whole, Normalizer.Form.NFC);
        return nfc.length() <= 2000 ? nfc : nfc.substring(0, nfc.offsetByCodePoints(0, 500)) + "…";
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.AUDIT_UNWRITABLE, file.path());
        }
    }
}
