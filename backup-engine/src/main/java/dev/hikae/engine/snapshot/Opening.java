package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Times;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code open} object of a session, signed by the writer, or by the maintainer who repacks: somebody began to write.
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

    /** When a session's {@code open} was written, if a writer of this repository signed it, or a maintainer who repacks. */
    public static Optional<Instant> time(String name, byte[] object, Trust trust) {
        try {
            Statement statement = Statement.parse(MAGIC, object);
            var fields = Tlv.parse(statement.body(), Set.of(REPOSITORY, CERTIFICATE, AT, SEALED));
            var writer = Certificate.parse(fields.need(CERTIFICATE));
            boolean ours = (trust.certifies(writer, Certificate.Role.WRITER)
                            || trust.certifies(writer, Certificate.Role.MAINTAINER))
                    && statement.isSignedBy(writer.publicKey(), name);
            return ours ? Optional.of(Times.decode(fields.need(AT, 12))) : Optional.empty();
        } catch (FormatException | IllegalArgumentException e) {
            return Optional.empty();
        }
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
