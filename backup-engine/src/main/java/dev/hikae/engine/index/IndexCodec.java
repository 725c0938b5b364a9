package dev.hikae.engine.index;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.Kdf;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.RepositoryKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** Seals and opens index objects, block by block: docs/FORMAT.md, section 6. */
final class IndexCodec {
    private static final byte[] MAGIC = "HIKAE1IX".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK = 64 << 10;
    private static final int HEAD = 8 + 16 + 32 + 32 + 8;

    private IndexCodec() {}

    static byte[] seal(byte[] plain, int length, RepositoryKeys keys, SecureRandom random) {
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        var key = Kdf.derive(keys.index(), salt, "index", keys.repositoryId(), new byte[0]);
        byte[] aad = aad(keys.repositoryId(), salt, length);
        int blocks = (length + BLOCK - 1) / BLOCK;
        byte[] object = new byte[HEAD + length + blocks * Aead.TAG_LENGTH];
        ByteBuffer.wrap(object)
                .put(MAGIC)
                .put(keys.domainId())
                .put(salt)
                .put(key.commitment())
                .putLong(length);
        int out = HEAD;
        for (int block = 0; block < blocks; block++) {
            int size = Math.min(BLOCK, length - block * BLOCK);
            key.aead().seal(block, aad, plain, block * BLOCK, size, object, out);
            out += size + Aead.TAG_LENGTH;
        }
        return object;
    }

    /** The plaintext of a whole object. */
    static byte[] open(ByteBuffer object, RepositoryKeys keys) {
        if (object.remaining() < HEAD || !ByteBuffer.wrap(MAGIC).equals(ByteBuffer.wrap(take(object, 8)))) {
            throw new FormatException("does not begin as an index object");
        }
        take(object, 16);
        byte[] salt = take(object, 32);
        byte[] commitment = take(object, 32);
        long length = object.getLong();
        long blocks = (length + BLOCK - 1) / BLOCK;
        if (length < 0 || length + blocks * Aead.TAG_LENGTH != object.remaining()) {
            throw new FormatException("has a wrong length");
        }
        var key = Kdf.derive(keys.index(), salt, "index", keys.repositoryId(), new byte[0])
                .requireCommitment(commitment);
        byte[] aad = aad(keys.repositoryId(), salt, length);
        byte[] plain = new byte[(int) length];
        for (int block = 0; block < blocks; block++) {
            int size = (int) Math.min(BLOCK, length - (long) block * BLOCK);
            byte[] opened = key.aead().open(block, aad, take(object, size + Aead.TAG_LENGTH));
            System.arraycopy(opened, 0, plain, block * BLOCK, size);
        }
        return plain;
    }

    private static byte[] take(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static byte[] aad(byte[] repositoryId, byte[] salt, long length) {
        return ByteBuffer.allocate(8 + 16 + 32 + 8)
                .put(MAGIC)
                .put(repositoryId)
                .put(salt)
                .putLong(length)
                .array();
    }
}
