package dev.hikae.engine.pack;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.CommittedKey;
import dev.hikae.engine.crypto.HybridKem;
import dev.hikae.engine.crypto.Kdf;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.keyring.ReaderKey;
import dev.hikae.engine.keyring.RepositoryKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A key group of a pack as its header holds it.
 *
 * @param source 1: encapsulated to the reader key; 2: the domain's metadata key
 */
record PackGroup(int source, byte[] salt, byte[] commitment, byte[] encapsulation) {
    private static final int ENCAPSULATED = 1;
    private static final int METADATA = 2;
    private static final byte[] FRAME_MAGIC = "HIKAE1FR".getBytes(StandardCharsets.US_ASCII);

    /** A fresh group with its key. */
    record Fresh(PackGroup group, Aead key) {}

    static Fresh fresh(BlobKind kind, RepositoryKeys keys, SecureRandom random) {
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        return switch (kind) {
            case DATA -> encapsulated(salt, keys, random);
            case TREE -> {
                CommittedKey key = Kdf.derive(keys.metadata(), salt, "tree", keys.repositoryId(), new byte[0]);
                yield new Fresh(new PackGroup(METADATA, salt, key.commitment(), new byte[0]), key.aead());
            }
        };
    }

    /**
     * A fresh group of which only the salt is used, by the footer: a pack of copied frames must not seal its footer under the salt of
     * another one's.
     */
    static PackGroup ofFooter(RepositoryKeys keys, SecureRandom random) {
        return fresh(BlobKind.TREE, keys, random).group();
    }

    /** Whether it is the same group, wherever it was copied to. */
    boolean isSame(PackGroup other) {
        return Arrays.equals(salt, other.salt);
    }

    private static Fresh encapsulated(byte[] salt, RepositoryKeys keys, SecureRandom random) {
        ReaderKey reader = keys.keyring().readerKey();
        var made = HybridKem.encapsulate(reader.publicKeys(), salt, keys.repositoryId(), random);
        byte[] encapsulation = ByteBuffer.allocate(5 + made.encapsulation().length)
                .put((byte) 1)
                .putInt(reader.epoch())
                .put(made.encapsulation())
                .array();
        return new Fresh(
                new PackGroup(ENCAPSULATED, salt, made.key().commitment(), encapsulation),
                made.key().aead());
    }

    /** The group's key, its commitment compared. */
    Aead open(RepositoryKeys keys) {
        CommittedKey key =
                switch (source) {
                    case ENCAPSULATED -> decapsulate(keys);
                    case METADATA -> Kdf.derive(keys.metadata(), salt, "tree", keys.repositoryId(), new byte[0]);
                    default -> throw new FormatException("has a key group of the unknown source " + source);
                };
        return key.requireCommitment(commitment).aead();
    }

    private CommittedKey decapsulate(RepositoryKeys keys) {
        if (encapsulation.length != 5 + HybridKem.ENCAPSULATION_LENGTH || encapsulation[0] != 1) {
            throw new FormatException("has an encapsulation of an unknown form");
        }
        var in = ByteBuffer.wrap(encapsulation, 1, encapsulation.length - 1);
        int epoch = in.getInt();
        byte[] raw = new byte[in.remaining()];
        in.get(raw);
        ReaderKey reader = keys.keyring().readerKeys().stream()
                .filter(k -> k.epoch() == epoch)
                .findFirst()
                .orElseThrow(
                        () -> new NotAuthenticException("reader key of epoch " + epoch + " is not in the keyring"));
        var privateKeys =
                reader.privateKeys().orElseThrow(() -> new NotAuthenticException("the keyring may not read content"));
        return HybridKem.decapsulate(privateKeys, reader.publicKeys(), raw, salt, keys.repositoryId());
    }

    /** Additional data of a frame sealed in this group. */
    byte[] frameAad(byte[] repositoryId, BlobKind kind, Frame frame) {
        return ByteBuffer.allocate(8 + 16 + 32 + 4 + 1 + 1 + 4 + 4)
                .put(FRAME_MAGIC)
                .put(repositoryId)
                .put(salt)
                .putInt(frame.ordinal())
                .put(kind.code())
                .put((byte) frame.codec())
                .putInt(frame.sealedLength())
                .putInt(frame.rawLength())
                .array();
    }
}
