package dev.hikae.engine.region;

import dev.hikae.engine.region.HomeStatements.Held;
import dev.hikae.engine.region.HomeStatements.View;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Trust;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Puts the statements about the home into every region that lacks them, and is done <em>before</em> sessions are listed: a
 * writer that opens a session in a home that was away then sees that it is the home no more.
 *
 * <p>Of a change that did not end nothing is copied: whether it comes to count is for whoever began it to decide.
 */
final class HomeCopies {
    private final List<Region> regions;
    private final Trust trust;

    HomeCopies(List<Region> regions, Trust trust) {
        this.regions = regions;
        this.trust = trust;
    }

    /** What counts, after copying it. A region that fails is noted as down, by itself. */
    HomeStatement run() {
        View view = new HomeStatements(regions, trust).read();
        int decided = view.held().stream()
                .filter(Held::counts)
                .mapToInt(h -> h.statement().epoch())
                .max()
                .orElse(-1);
        List<Held> settled = view.held().stream()
                .filter(h -> h.statement().epoch() <= decided)
                .toList();
        Parallel.each(
                regions.stream().filter(r -> view.answered().contains(r.name())).toList(), region -> {
                    settled.stream()
                            .filter(h -> !h.by().contains(region.name()))
                            .forEach(h -> put(region, h));
                    return true;
                });
        return view.current().statement();
    }

    /** Where another statement of a lost race, or something else, lies under the name it stays: nothing is overwritten. */
    private static void put(Region region, Held held) {
        region.store().putIfAbsent(held.statement().name(), ByteBuffer.wrap(held.object()));
    }
}
