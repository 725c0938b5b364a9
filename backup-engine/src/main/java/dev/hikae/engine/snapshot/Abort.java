package dev.hikae.engine.snapshot;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Times;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import java.time.Instant;
import java.util.Set;

/** An outcome that a maintainer put so that a dead session can no longer commit. */
public record Abort(String name, byte[] repositoryId, Certificate maintainer, Instant at) {
    private static final int KIND = 0x8001;
    private static final int REPOSITORY = 0x8002;
    private static final int CERTIFICATE = 0x8003;
    private static final int AT = 0x0007;
    private static final Set<Integer> KNOWN = Set.of(KIND, REPOSITORY, CERTIFICATE, AT);
    private static final int ABORT = 2;

    /** Whether an outcome says of itself that it is one; proves nothing. */
    public static boolean is(byte[] object) {
        try {
            var fields = Tlv.parse(Statement.parse(Outcome.MAGIC, object).body(), Outcome.KNOWN);
            return fields.need(KIND, 1)[0] == ABORT;
        } catch (FormatException e) {
            return false;
        }
    }

    public byte[] sign(Secret maintainerSeed) {
        byte[] body = new Tlv.Builder()
                .bytes(KIND, new byte[] {ABORT})
                .bytes(REPOSITORY, repositoryId)
                .bytes(CERTIFICATE, maintainer.encode())
                .bytes(AT, Times.encode(at))
                .build();
        return Statement.sign(name, Outcome.MAGIC, body, maintainer.publicKey(), maintainerSeed);
    }

    /** @throws FormatException when it is a COMMIT, damaged, or not signed by a maintainer */
    public static Abort parse(String name, byte[] object, Trust trust) {
        Statement statement = Statement.parse(Outcome.MAGIC, object);
        var fields = Tlv.parse(statement.body(), KNOWN);
        if (fields.need(KIND, 1)[0] != ABORT) {
            throw new FormatException("is no ABORT");
        }
        Certificate maintainer =
                trust.maintainer(statement, name, fields.need(REPOSITORY, 16), fields.need(CERTIFICATE));
        return new Abort(name, trust.repositoryId(), maintainer, Times.decode(fields.need(AT, 12)));
    }
}
