package dev.hikae.engine.snapshot;

import dev.hikae.engine.crypto.Ed25519;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.key.Secret;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The owner's word that a signing key may act in a role for a repository.
 *
 * @param epoch of the key, 1 for the first
 * @param holder id of the writer or maintainer, 16 bytes
 */
public record Certificate(
        byte[] repositoryId, Role role, int epoch, byte[] holder, byte[] publicKey, byte[] ownerSignature) {
    private static final byte[] CONTEXT = "Hikae format 1 certificate\0".getBytes(StandardCharsets.US_ASCII);

    /** What a key may sign. */
    public enum Role {
        WRITER(2),
        MAINTAINER(3);

        private final int code;

        Role(int code) {
            this.code = code;
        }

        static Role of(int code) {
            for (Role role : values()) {
                if (role.code == code) {
                    return role;
                }
            }
            throw new FormatException("certifies the unknown role " + code);
        }
    }

    public static Certificate issue(
            byte[] repositoryId, Role role, int epoch, byte[] holder, byte[] publicKey, Secret ownerSeed) {
        byte[] core = core(repositoryId, role, epoch, holder, publicKey);
        return new Certificate(repositoryId, role, epoch, holder, publicKey, Ed25519.sign(ownerSeed, signed(core)));
    }

    public byte[] encode() {
        byte[] core = core(repositoryId, role, epoch, holder, publicKey);
        return ByteBuffer.allocate(core.length + ownerSignature.length)
                .put(core)
                .put(ownerSignature)
                .array();
    }

    public static Certificate parse(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        try {
            byte[] repository = take(in, 16);
            Role role = Role.of(in.get());
            int algorithm = in.get();
            if (algorithm != 1) {
                throw new FormatException("certifies a key of the unknown algorithm " + algorithm);
            }
            return new Certificate(
                    repository, role, in.getInt(), take(in, 16), take(in, 32), take(in, Ed25519.SIGNATURE_LENGTH));
        } catch (BufferUnderflowException e) {
            throw new FormatException("certificate is cut off", e);
        }
    }

    public boolean isIssuedBy(byte[] ownerPublicKey) {
        return Ed25519.verify(
                ownerPublicKey, signed(core(repositoryId, role, epoch, holder, publicKey)), ownerSignature);
    }

    private static byte[] core(byte[] repositoryId, Role role, int epoch, byte[] holder, byte[] publicKey) {
        return ByteBuffer.allocate(16 + 1 + 1 + 4 + 16 + 32)
                .put(repositoryId)
                .put((byte) role.code)
                .put((byte) 1)
                .putInt(epoch)
                .put(holder)
                .put(publicKey)
                .array();
    }

    private static byte[] signed(byte[] core) {
        return ByteBuffer.allocate(CONTEXT.length + core.length)
                .put(CONTEXT)
                .put(core)
                .array();
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
