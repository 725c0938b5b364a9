package dev.hikae.engine.backup;

import dev.hikae.engine.BackupRequest;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.history.Committed;
import dev.hikae.engine.history.History;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far backups that did not end have come: one file for each plan, host and set of roots, in the cache of this host.
 *
 * <p>A checkpoint is an outcome under a name that no region knows, so it commits nothing. It lists packs and index
 * objects that are stored already, and its tree is what was read until then. Losing it, or finding its objects gone,
 * costs reading and storing again.
 */
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    /** Last component of a checkpoint's name; the session's folder stands before it. */
    static final String NAME = "checkpoint";

    private final RepositoryKeys keys;
    private final Path folder;

    /** @param cache folder of this host, for any repositories */
    public Checkpoints(RepositoryKeys keys, Path cache) {
        this.keys = keys;
        this.folder =
                cache.resolve(HexFormat.of().formatHex(keys.repositoryId())).resolve("checkpoints");
    }

    /** The checkpoint of a backup like this one, as if it were committed; empty where there is no sound one. */
    Optional<Committed> find(BackupRequest request) {
        sweep();
        try {
            var in = ByteBuffer.wrap(Files.readAllBytes(file(request)));
            byte[] name = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
            in.get(name);
            byte[] object = Arrays.copyOfRange(in.array(), in.position(), in.limit());
            var outcome = Outcome.parse(
                    new String(name, StandardCharsets.US_ASCII),
                    object,
                    keys.keyring().trust());
            var visible = new VisibleOutcome(outcome, Outcome.digest(object), Set.of());
            return Optional.of(new Committed(visible, History.manifest(outcome, keys)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | FormatException | NotAuthenticException | java.nio.BufferUnderflowException e) {
            LOG.debug("a checkpoint cannot be used", e);
            return Optional.empty();
        }
    }

    /**
     * Removes what a killed process left half written. If another process is just writing, its checkpoint is lost, which costs
     * little.
     */
    private void sweep() {
        try (var left = Files.newDirectoryStream(folder, "new-*.tmp")) {
            for (Path one : left) {
                Files.deleteIfExists(one);
            }
        } catch (NoSuchFileException none) {
            // Nothing was ever written here.
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("half written checkpoints stay behind", e);
        }
    }

    /** Replaces the checkpoint. */
    void store(BackupRequest request, String name, byte[] object) {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        var bytes = ByteBuffer.allocate(2 + ascii.length + object.length)
                .putShort((short) ascii.length)
                .put(ascii)
                .put(object)
                .flip();
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "new-", ".tmp");
            try {
                try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                    out.force(true);
                }
                Files.move(temporary, file(request), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            LOG.debug("a checkpoint cannot be written", e);
        }
    }

    /** The backup was committed. */
    void remove(BackupRequest request) {
        try {
            Files.deleteIfExists(file(request));
        } catch (IOException e) {
            LOG.debug("a checkpoint stays behind", e);
        }
    }

    private Path file(BackupRequest request) {
        String text = request.plan().orElse("") + "\0" + request.host() + "\0"
                + request.roots().stream()
                        .map(r -> r.normalize().toString())
                        .sorted()
                        .collect(Collectors.joining("\0"));
        byte[] digest = Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
        return folder.resolve(HexFormat.of().formatHex(digest, 0, 16));
    }
}
