package dev.hikae.engine.snapshot;

import dev.hikae.config.id.RegionName;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Times;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import java.time.Instant;
import java.util.Set;

/**
 * Says which repository and region a store holds. Signed by the owner; the owner's key inside is a hint until the
 * keyring (or a pin) confirms it.
 *
 * @param requiredFeatures bits this version must know to open the repository at all
 * @param writeFeatures bits it must know to write
 */
public record Marker(
        byte[] repositoryId,
        RegionName region,
        byte[] ownerPublicKey,
        long requiredFeatures,
        long writeFeatures,
        Instant made) {
    public static final String MAGIC = "HIKAE1MK";
    public static final int FORMAT = 1;
    private static final int REPOSITORY = 0x8001;
    private static final int FORMAT_TAG = 0x8002;
    private static final int REGION = 0x8003;
    private static final int OWNER = 0x8004;
    private static final int REQUIRED = 0x8005;
    private static final int OPTIONAL = 0x0006;
    private static final int WRITE = 0x0007;
    private static final int MADE = 0x0008;
    private static final Set<Integer> KNOWN = Set.of(REPOSITORY, FORMAT_TAG, REGION, OWNER, REQUIRED);

    public byte[] sign(Secret ownerSeed) {
        byte[] body = new Tlv.Builder()
                .bytes(REPOSITORY, repositoryId)
                .u32(FORMAT_TAG, FORMAT)
                .text(REGION, region.value())
                .bytes(OWNER, ownerPublicKey)
                .u64(REQUIRED, requiredFeatures)
                .u64(OPTIONAL, 0)
                .u64(WRITE, writeFeatures)
                .bytes(MADE, Times.encode(made))
                .build();
        return Statement.sign(ObjectNames.MARKER, MAGIC, body, ownerPublicKey, ownerSeed);
    }

    /** Reads a marker and verifies it against the owner's key that it names itself. */
    public static Marker parse(byte[] object) {
        Statement statement = Statement.parse(MAGIC, object);
        var fields = Tlv.parse(statement.body(), KNOWN);
        int format = fields.needU32(FORMAT_TAG);
        if (format != FORMAT) {
            throw new FormatException("is of format " + format);
        }
        byte[] owner = fields.need(OWNER, 32);
        if (!statement.isSignedBy(owner, ObjectNames.MARKER)) {
            throw new FormatException("is not signed by the owner it names");
        }
        long required = fields.needU64(REQUIRED);
        if (required != 0) {
            throw new FormatException("needs features this version does not know: " + Long.toHexString(required));
        }
        try {
            return new Marker(
                    fields.need(REPOSITORY, 16),
                    new RegionName(fields.needText(REGION)),
                    owner,
                    required,
                    fields.bytes(WRITE).isPresent() ? fields.needU64(WRITE) : 0,
                    Times.decode(fields.need(MADE, 12)));
        } catch (IllegalArgumentException e) {
            throw new FormatException("names a region in the wrong form", e);
        }
    }
}
