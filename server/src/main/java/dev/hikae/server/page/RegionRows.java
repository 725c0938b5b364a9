package dev.hikae.server.page;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.engine.RegionStatus;
import dev.hikae.server.page.PageData.CopiesRow;
import dev.hikae.server.page.PageData.DamageRow;
import dev.hikae.server.page.PageData.ExposureRow;
import dev.hikae.server.page.PageData.LockCheckRow;
import dev.hikae.server.page.PageData.LockRow;
import dev.hikae.server.page.PageData.RegionRow;
import dev.hikae.server.page.PageData.RepositoryCard;
import dev.hikae.server.page.PageData.ScrubRow;
import dev.hikae.server.page.PageData.UpkeepRow;
import dev.hikae.server.run.RepositoryStates;
import dev.hikae.server.run.RepositoryStates.Region;
import dev.hikae.server.run.RepositoryStates.State;
import dev.hikae.server.run.UpkeepRuns;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Repositories and their regions as the pages show them. */
final class RegionRows {
    private final RepositoryStates states;

    RegionRows(RepositoryStates states) {
        this.states = states;
    }

    List<RepositoryCard> all(String by, Locale locale) {
        return states.all(by).stream().map(s -> card(s, locale)).toList();
    }

    private static RepositoryCard card(State s, Locale locale) {
        return new RepositoryCard(
                s.config().name().value(),
                s.problem().map((Text t) -> Messages.render(t, locale)),
                s.home().value(),
                s.quorum(),
                s.members(),
                s.regions().stream().map(r -> row(r, locale)).toList(),
                s.newest().map(RegionRows::copies),
                s.lacking().stream().map(RegionRows::copies).toList(),
                s.moreLacking(),
                s.regions().stream().flatMap(r -> damage(r, locale)).toList(),
                s.upkeep().stream().map(RegionRows::upkeep).toList(),
                s.alarms().stream().map((Text t) -> Messages.render(t, locale)).toList());
    }

    private static RegionRow row(Region r, Locale locale) {
        return new RegionRow(
                r.region().value(),
                LiveData.word(r.part()),
                r.home(),
                r.reachable(),
                r.problem().map((Text t) -> Messages.render(t, locale)),
                r.status().flatMap(RegionStatus::watermark),
                r.status().map(RegionStatus::snapshotsHeld).orElse(0L),
                r.status().map(RegionStatus::snapshotsBehind).orElse(0L),
                r.exposure().map(e -> new ExposureRow(e.plan().value(), e.age(), e.rpo(), e.exceeded())),
                r.lock()
                        .map(l -> new LockRow(
                                LiveData.word(l.mode()), l.period(), r.locked().map(RegionRows::check))),
                r.scrubbed().map(RegionRows::scrub));
    }

    private static LockCheckRow check(UpkeepRuns.Locked l) {
        return new LockCheckRow(
                l.run().value(),
                l.at(),
                l.problem(),
                l.needed(),
                l.locked(),
                l.notLocked() + l.missing(),
                l.hidden() + l.replaced(),
                l.held(),
                l.firstEnds());
    }

    private static ScrubRow scrub(UpkeepRuns.Scrubbed s) {
        return new ScrubRow(
                s.run().value(),
                s.at(),
                s.level().toUpperCase(Locale.ROOT),
                s.problem(),
                s.checked(),
                s.left(),
                s.damage().size(),
                s.oldest());
    }

    private static Stream<DamageRow> damage(Region r, Locale locale) {
        return r.scrubbed().stream().flatMap(s -> s.damage().stream()
                .map(d -> new DamageRow(
                        r.region().value(), d.object(), d.what(locale), s.run().value())));
    }

    private static CopiesRow copies(RepositoryStates.Copies c) {
        return new CopiesRow(
                c.snapshot().value(),
                c.plan(),
                c.capturedAt(),
                c.copies(),
                c.of(),
                c.missingIn().stream().map(RegionName::value).toList());
    }

    private static UpkeepRow upkeep(UpkeepRuns.Kept k) {
        return new UpkeepRow(k.kind(), k.last().map(RunRows::row), k.next(), k.overdue(), k.failed());
    }
}
