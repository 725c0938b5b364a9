package dev.hikae.engine.snapshot;

import dev.hikae.config.id.RegionName;
import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.format.Tlv;
import dev.hikae.engine.key.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which region decides commits from an epoch on; signed by a maintainer.
 *
 * @param before regions of the statement that this one follows, its home first: a majority of them must hold this one
 *     too; empty for the first
 */
public record HomeStatement(
        byte[] repositoryId,
        Certificate maintainer,
        int epoch,
        RegionName home,
        List<RegionName> regions,
        int quorum,
        List<RegionName> before) {
    public static final String MAGIC = "HIKAE1HO";
    private static final int REPOSITORY = 0x8001;
    private static final int CERTIFICATE = 0x8002;
    private static final int EPOCH = 0x8003;
    private static final int HOME = 0x8004;
    private static final int REGION = 0x8005;
    private static final int QUORUM = 0x8006;
    private static final int BEFORE = 0x0007;
    private static final Set<Integer> KNOWN = Set.of(REPOSITORY, CERTIFICATE, EPOCH, HOME, REGION, QUORUM);

    public HomeStatement {
        regions = List.copyOf(regions);
        before = List.copyOf(before);
    }

    /** A repository's first. */
    public HomeStatement(
            byte[] repositoryId,
            Certificate maintainer,
            int epoch,
            RegionName home,
            List<RegionName> regions,
            int quorum) {
        this(repositoryId, maintainer, epoch, home, regions, quorum, List.of());
    }

    public String name() {
        return ObjectNames.home(epoch);
    }

    /** Its regions, the home first: what a statement that follows this one names as {@link #before}. */
    public List<RegionName> electorate() {
        return Stream.concat(Stream.of(home), regions.stream().filter(r -> !r.equals(home)))
                .toList();
    }

    /** Whether it counts when these regions hold it: a majority of its own, and of those before. */
    public boolean countsWith(Set<RegionName> holders) {
        return isMajority(electorate(), holders) && (before.isEmpty() || isMajority(before, holders));
    }

    /** Whether these are a majority of its regions, so that every other majority shares one with them. */
    public boolean isMajority(Set<RegionName> some) {
        return isMajority(electorate(), some);
    }

    /** More than half; of an even number half with the first, the home: two of these always share a region, too. */
    private static boolean isMajority(List<RegionName> all, Set<RegionName> some) {
        long twice = 2 * all.stream().filter(some::contains).count();
        return twice > all.size() || (twice == all.size() && some.contains(all.getFirst()));
    }

    public byte[] sign(Secret maintainerSeed) {
        var body = new Tlv.Builder()
                .bytes(REPOSITORY, repositoryId)
                .bytes(CERTIFICATE, maintainer.encode())
                .u32(EPOCH, epoch)
                .text(HOME, home.value());
        regions.forEach(r -> body.text(REGION, r.value()));
        body.u32(QUORUM, quorum);
        before.forEach(r -> body.text(BEFORE, r.value()));
        return Statement.sign(name(), MAGIC, body.build(), maintainer.publicKey(), maintainerSeed);
    }

    /** Reads and verifies certificate and signature. */
    public static HomeStatement parse(String name, byte[] object, Trust trust) {
        Statement statement = Statement.parse(MAGIC, object);
        var fields = Tlv.parse(statement.body(), KNOWN);
        byte[] repository = fields.need(REPOSITORY, 16);
        Certificate maintainer = trust.maintainer(statement, name, repository, fields.need(CERTIFICATE));
        try {
            return new HomeStatement(
                    repository,
                    maintainer,
                    fields.needU32(EPOCH),
                    new RegionName(fields.needText(HOME)),
                    names(fields.all(REGION)),
                    fields.needU32(QUORUM),
                    names(fields.all(BEFORE)));
        } catch (IllegalArgumentException e) {
            throw new FormatException("names a region in the wrong form", e);
        }
    }

    private static List<RegionName> names(List<byte[]> texts) {
        return texts.stream()
                .map(b -> new RegionName(new String(b, StandardCharsets.UTF_8)))
                .toList();
    }
}
