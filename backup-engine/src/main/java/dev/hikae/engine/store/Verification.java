package dev.hikae.engine.store;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.function.IntSupplier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * How a store verifies what arrives of large objects.
 *
 * <p>Over TLS the SDK signs no body. Over plain HTTP it signs the SHA-256 of each, which costs both sides more than all else that is
 * done with a large object, and guards against nobody: who can change a body on its way can also take it and give the answer.
 * A CRC-32C in a signed header, which the store compares, guards against accident as well and costs next to nothing. Not
 * every store knows it. So the first objects go both ways, and only to a store that answers with the same CRC-32C go the others
 * unsigned: it is what it keeps beside the object. A store that refuses the header gets none.
 */
final class Verification {
    private final boolean plain;
    private final boolean always;
    private volatile Knows knows = Knows.UNTRIED;

    /**
     * @param plain whether the store is spoken to without TLS
     * @param always whether it is given checksums whatever it answers
     */
    Verification(boolean plain, boolean always) {
        this.plain = plain;
        this.always = always;
    }

    private enum Knows {
        UNTRIED,
        CRC32C,
        NOTHING
    }

    /** One PUT; no answer where the name exists. */
    interface Put {
        Optional<PutObjectResponse> put(Optional<String> crc32c, boolean unsigned);
    }

    /** Whether it was created. */
    boolean put(IntSupplier crc32c, Put put) {
        boolean given = always || (plain && knows != Knows.NOTHING);
        if (!given) {
            return put.put(Optional.empty(), false).isPresent();
        }
        String checksum = encoded(crc32c.getAsInt());
        Optional<PutObjectResponse> answer;
        try {
            answer = put.put(Optional.of(checksum), plain && knows == Knows.CRC32C);
        } catch (StoreException e) {
            if (always || e.code() != StoreError.ANSWERED || knows != Knows.UNTRIED) {
                throw e;
            }
            knows = Knows.NOTHING;
            return put.put(Optional.empty(), false).isPresent();
        }
        answer.ifPresent(a -> learn(checksum.equals(a.checksumCRC32C())));
        return answer.isPresent();
    }

    private void learn(boolean same) {
        knows = same ? Knows.CRC32C : Knows.NOTHING;
    }

    /** As S3 writes it. */
    static String encoded(int crc32c) {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(4).putInt(crc32c).array());
    }
}
