package dev.hikae.engine.snapshot;

import dev.hikae.config.id.RegionName;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Which region decides commits from an epoch on; signed by a maintainer. */
public record HomeStatement(
        byte[] repositoryId, Certificate maintainer, int epoch, RegionName home, List<RegionName> regions, int quorum) {
    public static final String MAGIC = "HIKAE1HO";
    private static final int REPOSITORY = 0x8001;
    private static final int CERTIFICATE = 0x8002;
    private static final int EPOCH = 0x8003;
    private static final int HOME = 0x8004;
    private static final int REGION = 0x8005;
    private static final int QUORUM = 0x8006;
    private static final Set<Integer> KNOWN = Set.of(REPOSITORY, CERTIFICATE, EPOCH, HOME, REGION, QUORUM);

    public HomeStatement {
        regions = List.copyOf(regions);
    }

    public String name() {
        return ObjectNames.home(epoch);
    }

    public byte[] sign(Secret maintainerSeed) {
        var body = new Tlv.Builder()
                .bytes(REPOSITORY, repositoryId)
                .bytes(CERTIFICATE, maintainer.encode())
                .u32(EPOCH, epoch)
                .text(HOME, home.value());
        regions.forEach(r -> body.text(REGION, r.value()));
        body.u32(QUORUM, quorum);
        return Statement.sign(name(), MAGIC, body.build(), maintainer.publicKey(), maintainerSeed);
    }

    /** Reads and verifies certificate and signature. */
    public static HomeStatement parse(String name, byte[] object, Trust trust) {
        Statement statement = Statement.parse(MAGIC, object);
        var fields = Tlv.parse(statement.body(), KNOWN);
        var maintainer = Certificate.parse(fields.need(CERTIFICATE));
        byte[] repository = fields.need(REPOSITORY, 16);
        if (!Arrays.equals(repository, trust.repositoryId())
                || !trust.certifies(maintainer, Certificate.Role.MAINTAINER)
                || !statement.isSignedBy(maintainer.publicKey(), name)) {
            throw new FormatException("is not signed by a maintainer of this repository");
        }
        try {
            return new HomeStatement(
                    repository,
                    maintainer,
                    fields.needU32(EPOCH),
                    new RegionName(fields.needText(HOME)),
                    fields.all(REGION).stream()
                            .map(b -> new RegionName(new String(b, StandardCharsets.UTF_8)))
                            .toList(),
                    fields.needU32(QUORUM));
        } catch (IllegalArgumentException e) {
            throw new FormatException("names a region in the wrong form", e);
        }
    }
}
