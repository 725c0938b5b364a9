package dev.hikae.engine.pack;

import dev.hikae.engine.crypto.Aead;
import dev.hikae.engine.crypto.Digests;
import dev.hikae.engine.format.ObjectDigest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Identity of a pack: SHA-256 over its header, the tag of every frame in file order, the footer's tag and the
 * trailer (docs/FORMAT.md, section 5). Every byte but the padding is bound by one of them, and no byte is hashed
 * for it that AES-GCM has authenticated already.
 */
final class TagDigest {
    private static final byte[] LABEL = "HIKAE1PD".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha256 = Digests.newSha256();

    TagDigest(byte[] header) {
        sha256.update(LABEL);
        sha256.update(header);
    }

    /** The last 16 bytes of something sealed that ends here. */
    void sealed(byte[] bytes, int end) {
        sha256.update(bytes, end - Aead.TAG_LENGTH, Aead.TAG_LENGTH);
    }

    ObjectDigest finish(byte[] trailer) {
        sha256.update(trailer);
        return new ObjectDigest(ObjectDigest.Form.TAGS, sha256.digest());
    }
}
