package dev.hikae.engine.keyring;

import dev.hikae.engine.crypto.CommittedKey;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.crypto.Kdf;
import dev.hikae.engine.crypto.NotAuthenticException;
import dev.hikae.engine.crypto.Passphrases;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A keyring sealed for one credential: docs/FORMAT.md, section 3.
 *
 * @param kind of credential
 * @param cost encoded, empty for kinds that need no stretching
 */
public record KeySlot(Kind kind, byte[] repositoryId, byte[] cost, byte[] salt, byte[] commitment, byte[] sealed) {
    private static final byte[] MAGIC = "HIKAE1KS".getBytes(StandardCharsets.US_ASCII);
    private static final int REPOSITORY = 0x8001;
    private static final int KIND = 0x8002;
    private static final int COST = 0x8003;
    private static final int SALT = 0x8004;
    private static final int COMMITMENT = 0x8005;
    private static final int SEALED = 0x8006;
    private static final Set<Integer> KNOWN = Set.of(REPOSITORY, KIND, COST, SALT, COMMITMENT, SEALED);

    /** Kinds of credential this version knows. */
    public enum Kind {
        PASSPHRASE(1),
        KEY_FILE(2),
        RECOVERY_CODE(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The kind of slot that a credential opens. */
        public static Kind of(Credential credential) {
            return switch (credential) {
                case Credential.Passphrase p -> PASSPHRASE;
                case Credential.KeyFile f -> KEY_FILE;
                case Credential.RecoveryCode c -> RECOVERY_CODE;
            };
        }

        private static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new FormatException("is a key slot of the unknown kind " + code);
        }
    }

    /** Seals; the result is the object's bytes. */
    public static byte[] seal(Keyring keyring, Credential credential, SecureRandom random) {
        Kind kind = Kind.of(credential);
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        byte[] cost = kind == Kind.PASSPHRASE ? encode(Passphrases.Cost.STANDARD) : new byte[0];
        CommittedKey key = key(credential, kind, salt, cost, keyring.repositoryId());
        byte[] plain = keyring.encode();
        byte[] sealed = key.aead().seal(0, aad(keyring.repositoryId(), kind, cost), plain);
        Arrays.fill(plain, (byte) 0);
        return new KeySlot(kind, keyring.repositoryId(), cost, salt, key.commitment(), sealed).encode();
    }

    /** Empty when the credential is of another kind or another secret. */
    public Optional<Keyring> open(Credential credential) {
        if (Kind.of(credential) != kind) {
            return Optional.empty();
        }
        try {
            CommittedKey key = key(credential, kind, salt, cost, repositoryId).requireCommitment(commitment);
            byte[] plain = key.aead().open(0, aad(repositoryId, kind, cost), sealed);
            Keyring keyring = Keyring.decode(plain);
            Arrays.fill(plain, (byte) 0);
            return Optional.of(keyring);
        } catch (NotAuthenticException e) {
            return Optional.empty();
        }
    }

    private static CommittedKey key(Credential credential, Kind kind, byte[] salt, byte[] cost, byte[] repositoryId) {
        try (Secret ikm =
                switch (credential) {
                    case Credential.Passphrase p -> Passphrases.stretch(p.secret(), salt, decode(cost));
                    case Credential.KeyFile f -> Secret.copyOf(f.secret().revealBytes());
                    case Credential.RecoveryCode c -> RecoveryCode.decode(c.secret());
                }) {
            return Kdf.derive(ikm, salt, "keyring", repositoryId, new byte[] {(byte) kind.code});
        }
    }

    private static byte[] encode(Passphrases.Cost cost) {
        return ByteBuffer.allocate(12)
                .putInt(cost.memoryKib())
                .putInt(cost.passes())
                .putInt(cost.lanes())
                .array();
    }

    private static Passphrases.Cost decode(byte[] cost) {
        var in = ByteBuffer.wrap(cost);
        var decoded = new Passphrases.Cost(in.getInt(), in.getInt(), in.getInt());
        if (!decoded.acceptable()) {
            throw new FormatException("asks for an unreasonable Argon2 cost");
        }
        return decoded;
    }

    private static byte[] aad(byte[] repositoryId, Kind kind, byte[] cost) {
        return ByteBuffer.allocate(MAGIC.length + repositoryId.length + 1 + cost.length)
                .put(MAGIC)
                .put(repositoryId)
                .put((byte) kind.code)
                .put(cost)
                .array();
    }

    private byte[] encode() {
        var fields = new Tlv.Builder().bytes(REPOSITORY, repositoryId).bytes(KIND, new byte[] {(byte) kind.code});
        if (cost.length > 0) {
            fields.bytes(COST, cost);
        }
        byte[] body = fields.bytes(SALT, salt)
                .bytes(COMMITMENT, commitment)
                .bytes(SEALED, sealed)
                .build();
        var out = ByteBuffer.allocate(MAGIC.length + 4 + body.length + 4)
                .put(MAGIC)
                .putInt(body.length)
                .put(body);
        return out.putInt(Digests.crc32c(out.duplicate().flip())).array();
    }

    /** Reads a slot without opening it. */
    public static KeySlot parse(byte[] object) {
        if (object.length < MAGIC.length + 8 || !Arrays.equals(object, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new FormatException("is no key slot");
        }
        var in = ByteBuffer.wrap(object);
        int end = object.length - 4;
        if (Digests.crc32c(in.duplicate().limit(end)) != in.getInt(end) || in.getInt(8) != end - 12) {
            throw new FormatException("has a wrong checksum or length");
        }
        var fields = Tlv.parse(Arrays.copyOfRange(object, 12, end), KNOWN);
        Kind kind = Kind.of(fields.need(KIND, 1)[0]);
        return new KeySlot(
                kind,
                fields.need(REPOSITORY, 16),
                kind == Kind.PASSPHRASE ? fields.need(COST, 12) : new byte[0],
                fields.need(SALT, 32),
                fields.need(COMMITMENT, 32),
                fields.need(SEALED));
    }
}
