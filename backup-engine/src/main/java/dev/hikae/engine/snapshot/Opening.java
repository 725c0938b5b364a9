package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Times;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import java.time.Instant;

/**
 * The {@code open} object of a session, signed by the writer: somebody began to write.
 *
 * @param sealed host and what the unlocking rested on, sealed under the metadata key
 */
public record Opening(String name, byte[] repositoryId, Certificate writer, Instant at, byte[] sealed) {
    public static final String MAGIC = "HIKAE1OP";
    private static final int REPOSITORY = 0x8001;
    private static final int CERTIFICATE = 0x8002;
    private static final int AT = 0x8003;
    private static final int SEALED = 0x8004;

    /** What is sealed. */
    public static byte[] details(String host, String permit) {
        return new Tlv.Builder().text(1, host).text(2, permit).build();
    }

    public byte[] sign(Secret writerSeed) {
        byte[] body = new Tlv.Builder()
                .bytes(REPOSITORY, repositoryId)
                .bytes(CERTIFICATE, writer.encode())
                .bytes(AT, Times.encode(at))
                .bytes(SEALED, sealed)
                .build();
        return Statement.sign(name, MAGIC, body, writer.publicKey(), writerSeed);
    }
}
