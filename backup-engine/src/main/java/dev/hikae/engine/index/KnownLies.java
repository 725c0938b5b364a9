package dev.hikae.engine.index;

import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.ObjectNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Index objects that say of packs what these do not hold, as far as this host found out: a file in the cache, for all processes. An
 * object never changes, so what it says stays wrong. Losing the file costs another look.
 *
 * <p>{@code "HIKAE1LI" ‖ the 16 bytes of each name ‖ crc32c u32}
 */
final class KnownLies {
    private static final Logger LOG = LoggerFactory.getLogger(KnownLies.class);
    private static final byte[] MAGIC = "HIKAE1LI".getBytes(StandardCharsets.US_ASCII);
    private static final int ID = 16;

    private final Path file;
    /** Found by this process, should the file not be writable. */
    private final Set<String> found = new HashSet<>();

    KnownLies(Path folder) {
        this.file = folder.resolve("lies");
    }

    /** Their names. */
    synchronized Set<String> names() {
        Set<String> names = new HashSet<>(found);
        try {
            byte[] bytes = Files.readAllBytes(file);
            int end = bytes.length - Integer.BYTES;
            if (end < MAGIC.length
                    || (end - MAGIC.length) % ID != 0
                    || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                    || Digests.crc32c(ByteBuffer.wrap(bytes, 0, end))
                            != ByteBuffer.wrap(bytes).getInt(end)) {
                LOG.warn("{} is damaged and was discarded: the next scrub finds again what it said", file);
                return names;
            }
            for (int at = MAGIC.length; at < end; at += ID) {
                names.add(ObjectNames.index(Arrays.copyOfRange(bytes, at, at + ID)));
            }
        } catch (NoSuchFileException none) {
            // Mostly there are none.
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.getMessage());
        }
        return names;
    }

    synchronized void add(Collection<String> lies) {
        Set<String> all = names();
        if (!all.addAll(lies)) {
            return;
        }
        found.addAll(lies);
        var out = ByteBuffer.allocate(MAGIC.length + ID * all.size() + Integer.BYTES)
                .put(MAGIC);
        all.forEach(name -> out.put(HexFormat.of().parseHex(name, name.length() - 2 * ID, name.length())));
        out.putInt(Digests.crc32c(out.duplicate().flip()));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "lies-", ".tmp");
            try {
                Files.write(temporary, out.array());
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written, so only this process knows: {}", file, e.getMessage());
        }
    }
}
