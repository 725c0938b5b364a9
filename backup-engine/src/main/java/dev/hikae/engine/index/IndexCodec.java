package dev.hikae.engine.index;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.CommittedKey;
import dev.hikae.engine.crypto.Kdf;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.RepositoryKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** Seals and opens the blocks of one index object: docs/FORMAT.md, section 6. Safe for several threads. */
final class IndexCodec {
    static final int BLOCK = 64 << 10;
    /** A sealed block. */
    static final int SEALED = BLOCK + Aead.TAG_LENGTH;

    static final int HEAD = 8 + 16 + 32 + 32 + 8;
    private static final byte[] MAGIC = "HIKAE1IX".getBytes(StandardCharsets.US_ASCII);

    private final CommittedKey key;
    private final byte[] aad;
    private final byte[] head;
    private final long length;

    private IndexCodec(CommittedKey key, byte[] aad, byte[] head, long length) {
        this.key = key;
        this.aad = aad;
        this.head = head;
        this.length = length;
    }

    /** For a new object with so many bytes of plaintext. */
    static IndexCodec fresh(long length, RepositoryKeys keys, SecureRandom random) {
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        CommittedKey key = key(salt, keys);
        byte[] head = ByteBuffer.allocate(HEAD)
                .put(MAGIC)
                .put(keys.domainId())
                .put(salt)
                .put(key.commitment())
                .putLong(length)
                .array();
        return new IndexCodec(key, aad(keys.repositoryId(), salt, length), head, length);
    }

    /**
     * For an object that begins with these bytes.
     *
     * @param size of the whole object
     * @throws FormatException when it is none, or of another length, or sealed under other keys
     */
    static IndexCodec of(ByteBuffer object, long size, RepositoryKeys keys) {
        if (object.remaining() < HEAD) {
            throw new FormatException("is cut off");
        }
        byte[] head = new byte[HEAD];
        object.get(object.position(), head);
        if (!Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new FormatException("does not begin as an index object");
        }
        byte[] salt = Arrays.copyOfRange(head, 24, 56);
        long length = ByteBuffer.wrap(head).getLong(88);
        if (length < 0 || size != sealedSize(length)) {
            throw new FormatException("has a wrong length");
        }
        CommittedKey key = key(salt, keys);
        try {
            key.requireCommitment(Arrays.copyOfRange(head, 56, 88));
        } catch (NotAuthenticException e) {
            throw new FormatException("does not open: " + e.getMessage(), e);
        }
        return new IndexCodec(key, aad(keys.repositoryId(), salt, length), head, length);
    }

    /** Of the whole object. */
    static long sealedSize(long length) {
        return HEAD + length + (length + BLOCK - 1) / BLOCK * Aead.TAG_LENGTH;
    }

    byte[] head() {
        return head;
    }

    /** Of the plaintext. */
    long length() {
        return length;
    }

    int blocks() {
        return (int) ((length + BLOCK - 1) / BLOCK);
    }

    /** Where a sealed block begins in the object; that of the number after the last is the object's end. */
    long at(int block) {
        return block == blocks() ? sealedSize(length) : HEAD + (long) block * SEALED;
    }

    /** Plaintext bytes in a block. */
    int size(int block) {
        return (int) Math.min(BLOCK, length - (long) block * BLOCK);
    }

    void seal(int block, byte[] plain, int size, byte[] out) {
        key.aead().seal(block, aad, plain, 0, size, out, 0);
    }

    /** Opens blocks that lie one after the other. */
    byte[] open(int first, int count, byte[] sealed) {
        byte[] plain = new byte[(int) Math.min((long) count * BLOCK, length - (long) first * BLOCK)];
        try {
            for (int i = 0; i < count; i++) {
                int size = size(first + i);
                byte[] opened = key.aead().open(first + i, aad, sealed, i * SEALED, size + Aead.TAG_LENGTH);
                System.arraycopy(opened, 0, plain, i * BLOCK, size);
            }
        } catch (NotAuthenticException e) {
            throw new FormatException("does not open: " + e.getMessage(), e);
        }
        return plain;
    }

    private static CommittedKey key(byte[] salt, RepositoryKeys keys) {
        return Kdf.derive(keys.index(), salt, "index", keys.repositoryId(), new byte[0]);
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
