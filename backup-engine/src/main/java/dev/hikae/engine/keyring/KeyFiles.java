package dev.hikae.engine.keyring;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/** Key files: one line, {@code hikae-key-1} and 32 random bytes in hexadecimal, mode 0600. */
public final class KeyFiles {
    private static final Pattern LINE = Pattern.compile("hikae-key-1 ([0-9a-f]{64})\\s*");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private KeyFiles() {}

    /** Makes a new key file; an existing file is never overwritten. */
    public static Credential.KeyFile generate(Path file, SecureRandom random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        writeNew(file, "hikae-key-1 " + HexFormat.of().formatHex(key) + "\n");
        return new Credential.KeyFile(Secret.copyOf(key));
    }

    /** Reads one; refuses a file that group or others may read. */
    public static Credential.KeyFile read(Path file) {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new HikaeException(
                        EngineError.KEY_FILE_INVALID, file, "mode " + PosixFilePermissions.toString(permissions));
            }
            var line = LINE.matcher(Files.size(file) > 200 ? "" : Files.readString(file, StandardCharsets.US_ASCII));
            if (!line.matches()) {
                throw new HikaeException(EngineError.KEY_FILE_INVALID, file, "wrong content");
            }
            return new Credential.KeyFile(Secret.copyOf(HexFormat.of().parseHex(line.group(1))));
        } catch (IOException e) {
            throw new HikaeException(e, EngineError.KEY_FILE_INVALID, file, e.toString());
        }
    }

    /** Writes a new file of mode 0600 and forces it to disk. */
    static void writeNew(Path file, String content) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        } catch (FileAlreadyExistsException e) {
            throw new HikaeException(e, EngineError.FILE_EXISTS, file);
        } catch (IOException e) {
            throw new HikaeException(e, EngineError.FILE_NOT_WRITTEN, file, e.toString());
        }
    }
}
