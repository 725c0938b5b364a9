package dev.hikae.engine.scrub;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.engine.ScrubReport.Loss;
import dev.hikae.engine.ScrubReport.State;
import dev.hikae.engine.check.LostPaths;
import dev.hikae.engine.check.TreeCheck;
import dev.hikae.engine.region.ReadObserver;
import dev.hikae.engine.region.Regions.VisibleOutcome;
import dev.hikae.engine.snapshot.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Trees of snapshots: whether each is whole in a region, and what of them is lost with objects that are. */
final class Trees {
    private final Scrub.Parts parts;
    private final Consumer<String> each;

    Trees(Scrub.Parts parts, Consumer<String> each) {
        this.parts = parts;
        this.each = each;
    }

    void check(RegionView view, LostObjects lost, Findings findings) {
        view.attempt(() -> new TreeCheck(
                        view.name(),
                        parts.regions(),
                        parts.keys(),
                        parts.indexes(),
                        f -> findings.add(f.region(), f.object(), f.what(), State.DAMAGED, Optional.empty()),
                        path -> each.accept(path.toString()),
                        new ReadObserver() {
                            @Override
                            public void read(RegionName from, long bytes) {
                                view.bytesRead += bytes;
                            }

                            @Override
                            public void passedOver(RegionName from, String object, HikaeException why) {}
                        })
                .run(outcomes(List.of(view.name())), lost::isDoubtful));
    }

    Losses losses(LostObjects lost) {
        var found = new Losses.Found();
        List<Outcome> touched = outcomes(List.of()).stream()
                .filter(o -> o.objects().stream().anyMatch(object -> lost.concerns(object.name())))
                .toList();
        new LostPaths(parts.regions(), parts.keys(), parts.indexes(), path -> each.accept(path.toString()))
                .run(touched, lost, (snapshot, path) -> found.add(new Loss(snapshot, path)));
        return found.all();
    }

    private List<Outcome> outcomes(List<RegionName> order) {
        return parts.regions().outcomes(order).stream()
                .map(VisibleOutcome::outcome)
                .toList();
    }
}
