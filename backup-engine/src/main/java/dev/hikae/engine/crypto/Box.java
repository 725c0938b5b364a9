package dev.hikae.engine.crypto;

import dev.hikae.engine.key.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** Small things sealed on their own: {@code box} in docs/FORMAT.md, section 2. */
public final class Box {
    private static final int HEAD = 64;

    private Box() {}

    public static byte[] seal(Secret key, String label, byte[] repositoryId, byte[] plain, SecureRandom random) {
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        CommittedKey derived = Kdf.derive(key, salt, label, repositoryId, new byte[0]);
        byte[] box = new byte[HEAD + plain.length + Aead.TAG_LENGTH];
        System.arraycopy(salt, 0, box, 0, 32);
        System.arraycopy(derived.commitment(), 0, box, 32, 32);
        derived.aead().seal(0, aad(label, repositoryId), plain, 0, plain.length, box, HEAD);
        return box;
    }

    /** @throws NotAuthenticException when it was sealed under another key or changed */
    public static byte[] open(Secret key, String label, byte[] repositoryId, byte[] box) {
        if (box.length < HEAD) {
            throw new NotAuthenticException("too short to be sealed");
        }
        return Kdf.derive(key, Arrays.copyOf(box, 32), label, repositoryId, new byte[0])
                .requireCommitment(Arrays.copyOfRange(box, 32, HEAD))
                .aead()
                .open(0, aad(label, repositoryId), box, HEAD, box.length - HEAD);
    }

    private static byte[] aad(String label, byte[] repositoryId) {
        byte[] text = ("hikae/1/" + label + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] aad = Arrays.copyOf(text, text.length + repositoryId.length);
        System.arraycopy(repositoryId, 0, aad, text.length, repositoryId.length);
        return aad;
    }
}
