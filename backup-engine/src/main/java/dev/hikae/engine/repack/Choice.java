package dev.hikae.engine.repack;

import dev.hikae.engine.RepackRequest;
import dev.hikae.engine.pack.BlobKind;
import dev.hikae.engine.pack.PackCopy;
import dev.hikae.engine.repack.Liveness.Living;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Those worth it; where the budget does not suffice, those that free most for what they cost. */
    static List<Candidate> worth(Collection<Candidate> all, RepackRequest request) {
        List<Candidate> chosen = new ArrayList<>(
                all.stream().filter(c -> c.isWorth(request.below())).toList());
        for (BlobKind kind : BlobKind.values()) {
            List<Candidate> small = all.stream()
                    .filter(c -> c.kind() == kind && c.object().size() < SMALL && !c.isWorth(request.below()))
                    .toList();
            if (small.size() >= MANY) {
                chosen.addAll(small);
            }
        }
        chosen.sort(Comparator.comparingDouble(
                (Candidate c) -> (double) c.living().bytes() / c.object().size()));
        long read = 0;
        List<Candidate> afforded = new ArrayList<>();
        for (Candidate candidate : chosen) {
            if (candidate.object().size() <= request.most() - read) {
                read += candidate.object().size();
                afforded.add(candidate);
            }
        }
        // As they were listed, so that what was stored one after the other stays so.
        Set<String> names = afforded.stream().map(c -> c.object().name()).collect(Collectors.toSet());
        return all.stream().filter(c -> names.contains(c.object().name())).toList();
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
