package dev.hikae.engine.scrub;

import dev.hikae.config.id.RegionName;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.ObjectTable;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each object of a region was last found whole, and which are known to be damaged: one file for each region in the
 * cache of this host. Losing it costs looking again.
 *
 * <p>{@code "HIKAE1VT" ‖ count u32 ‖ records ‖ crc32c u32}, a record for each object: the 16 bytes of its name, then
 * {@code u32} seconds since 2020 when it was last whole by levels L1, L2 and L3, and when it was found damaged; 0 is never.
 * It is written anew and takes the old one's place at once, so that a crash leaves one or the other.
 */
public final class VerifiedFile {
    private static final Logger LOG = LoggerFactory.getLogger(VerifiedFile.class);
    private static final byte[] MAGIC = "HIKAE1VT".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = 8 + 4;
    static final int RECORD = 16 + 4 * 4;

    private final Path folder;
    private final Path file;

    /** @param cache folder of this host, for any repositories */
    public VerifiedFile(Path cache, byte[] repositoryId, RegionName region) {
        this.folder = folder(cache, repositoryId);
        this.file = folder.resolve(region + ".verified");
    }

    static Path folder(Path cache, byte[] repositoryId) {
        return cache.resolve(HexFormat.of().formatHex(repositoryId)).resolve("scrub");
    }

    /** What backups must not rely on: objects that a scrub found damaged and could not heal. */
    public Predicate<NeededObject> damaged() {
        var damaged = new ObjectTable();
        read().ifPresent(records -> {
            while (records.hasRemaining()) {
                long high = records.getLong();
                long low = records.getLong();
                if (records.position(records.position() + 12).getInt() != 0) {
                    damaged.put(high, low, 0);
                }
            }
        });
        return object -> damaged.get(object.name()) >= 0;
    }

    /** The records; empty when there are none, or the file is damaged. */
    Optional<ByteBuffer> read() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} cannot be read, so every object counts as never verified: {}", file, e.getMessage());
            return Optional.empty();
        }
        var in = ByteBuffer.wrap(bytes);
        int end = bytes.length - Integer.BYTES;
        if (end < HEAD
                || !Arrays.equals(bytes, 0, 8, MAGIC, 0, 8)
                || Digests.crc32c(in.duplicate().limit(end)) != in.getInt(end)
                || (long) in.getInt(8) * RECORD != end - HEAD) {
            LOG.warn("{} is damaged and was discarded: every object counts as never verified", file);
            return Optional.empty();
        }
        return Optional.of(in.position(HEAD).limit(end).slice());
    }

    /** Replaces the file. What cannot be written is looked at again by the next scrub. */
    void write(ByteBuffer records) {
        ByteBuffer out = ByteBuffer.allocate(HEAD + records.remaining() + 4)
                .put(MAGIC)
                .putInt(records.remaining() / RECORD)
                .put(records.duplicate());
        out.putInt(Digests.crc32c(out.duplicate().flip())).flip();
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "new-", ".tmp");
            try {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    while (out.hasRemaining()) {
                        channel.write(out);
                    }
                    channel.force(true);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written, so the next scrub does not know of this one: {}", file, e.getMessage());
        }
    }
}
