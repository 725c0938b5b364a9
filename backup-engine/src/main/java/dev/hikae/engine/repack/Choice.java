package dev.hikae.engine.repack;

import dev.hikae.engine.pack.BlobKind;
import dev.hikae.engine.pack.PackCopy;
import dev.hikae.engine.repack.Liveness.Living;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which packs are worth being repacked, and which of them go together into a new one. */
final class Choice {
    /** Size of new packs, about. */
    static final int PACK = 32 << 20;
    /** Not worth a rewrite: padding, list of frames and the like are of this order. */
    static final long LITTLE = 512 << 10;
    /** Smaller ones are put together once there are many. */
    static final long SMALL = 2 << 20;

    static final int MANY = 16;

    private Choice() {}

    /** A pack that outcomes list, with what lives of it. */
    record Candidate(NeededObject object, Living living) {
        long freed() {
            return object.size() - living.bytes();
        }

        BlobKind kind() {
            return living.pack().kind();
        }

        boolean isWorth(int below) {
            return freed() > LITTLE && living.bytes() * 100 < object.size() * below;
        }
    }

    /** Sources of one new pack. */
    record Bin(BlobKind kind, List<Candidate> sources) {
        private static Bin of(Candidate first) {
            var bin = new Bin(first.kind(), new ArrayList<>());
            bin.sources.add(first);
            return bin;
        }

        private boolean takes(Candidate more) {
            long bytes = sources.stream().mapToLong(s -> s.living().bytes()).sum();
            int groups = sources.stream().mapToInt(s -> s.living().groups()).sum();
            return kind == more.kind()
                    && bytes + more.living().bytes() <= PACK
                    && groups + more.living().groups() <= PackCopy.MOST_GROUPS;
        }
    }

    /** Those worth it, as they were listed, so that what was stored one after the other stays so. */
    static List<Candidate> worth(Collection<Candidate> all, int below) {
        Set<BlobKind> many = EnumSet.noneOf(BlobKind.class);
        for (BlobKind kind : BlobKind.values()) {
            if (all.stream().filter(c -> c.kind() == kind && isSmall(c, below)).count() >= MANY) {
                many.add(kind);
            }
        }
        return all.stream()
                .filter(c -> c.isWorth(below) || many.contains(c.kind()) && isSmall(c, below))
                .toList();
    }

    private static boolean isSmall(Candidate candidate, int below) {
        return candidate.object().size() < SMALL && !candidate.isWorth(below);
    }

    /** Where the budget does not suffice, those that free most for what they cost. */
    static List<Candidate> afforded(List<Candidate> chosen, long most) {
        long read = 0;
        Set<String> names = new HashSet<>();
        for (Candidate candidate : chosen.stream()
                .sorted(Comparator.comparingDouble(
                        c -> (double) c.living().bytes() / c.object().size()))
                .toList()) {
            if (candidate.object().size() <= most - read) {
                read += candidate.object().size();
                names.add(candidate.object().name());
            }
        }
        return chosen.stream().filter(c -> names.contains(c.object().name())).toList();
    }

    /** Each into the first new pack that has room. */
    static List<Bin> bins(List<Candidate> chosen) {
        List<Bin> bins = new ArrayList<>();
        for (Candidate candidate : chosen) {
            bins.stream()
                    .filter(b -> b.takes(candidate))
                    .findFirst()
                    .ifPresentOrElse(b -> b.sources().add(candidate), () -> bins.add(Bin.of(candidate)));
        }
        return bins;
    }
}
