package dev.hikae.engine.region;

import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.ObjectTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine knows of until when a region keeps its objects, in a file. A nightly backup asks a store for nothing that stands
 * here; a file that is lost or damaged costs requests, and nothing else. Not for several threads.
 */
final class LockLedger {
    private static final Logger LOG = LoggerFactory.getLogger(LockLedger.class);
    private static final byte[] MAGIC = "HIKAE1LL".getBytes(StandardCharsets.US_ASCII);
    private static final int ENTRY = 24;
    private static final String OUTCOME = "/outcome";

    private final Path file;
    private ObjectTable known;
    private boolean changed;

    LockLedger(Path file) {
        this.file = file;
        this.known = read();
    }

    /** The end of an object's lock as last seen, {@link Instant#MIN} where nothing is known. Never later than it is. */
    Instant until(String name) {
        long seconds = known.get(key(name));
        return seconds < 0 ? Instant.MIN : Instant.ofEpochSecond(seconds);
    }

    void note(String name, Instant until) {
        if (until(name).isBefore(until)) {
            known.put(key(name), until.getEpochSecond());
            changed = true;
        }
    }

    /** From now on nothing is known. */
    void clear() {
        known = new ObjectTable();
        changed = true;
    }

    /** What another process noted meanwhile may get lost. */
    void save(Instant now) {
        if (!changed) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path temporary = file.resolveSibling(
                    file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            try {
                write(temporary, encode(now));
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            changed = false;
        } catch (IOException e) {
            LOG.debug("locks are not remembered in {}", file, e);
        }
    }

    private static void write(Path to, ByteBuffer content) throws IOException {
        try (FileChannel out = FileChannel.open(
                to, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                out.write(content);
            }
        }
    }

    /** Leaves out what is over. */
    private ByteBuffer encode(Instant now) {
        ByteBuffer out =
                ByteBuffer.allocate(MAGIC.length + ENTRY * known.size() + 4).put(MAGIC);
        known.each((high, low, seconds) -> {
            if (seconds >= now.getEpochSecond()) {
                out.putLong(high).putLong(low).putLong(seconds);
            }
        });
        out.putInt(Digests.crc32c(out.duplicate().flip()));
        return out.flip();
    }

    private ObjectTable read() {
        var table = new ObjectTable();
        try {
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
            int end = in.limit() - 4;
            if (end < MAGIC.length
                    || !in.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
                    || in.getInt(end) != Digests.crc32c(in.slice(0, end))) {
                return table;
            }
            for (int at = MAGIC.length; at + ENTRY <= end; at += ENTRY) {
                table.put(in.getLong(at), in.getLong(at + 8), in.getLong(at + 16));
            }
        } catch (IOException none) {
            // Then everything is asked for.
        }
        return table;
    }

    /** Outcomes have their number in the middle. */
    private static String key(String name) {
        return name.endsWith(OUTCOME) ? name.substring(0, name.length() - OUTCOME.length()) : name;
    }
}
