package dev.hikae.server.page;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.engine.Entry;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.Snapshot;
import dev.hikae.server.catalogue.TestResults.CopyState;
import dev.hikae.server.page.PageData.CopyRow;
import dev.hikae.server.page.PageData.EntryPart;
import dev.hikae.server.page.PageData.EntryRow;
import dev.hikae.server.page.PageData.SnapshotRow;
import dev.hikae.server.run.RunMachinery;
import dev.hikae.server.run.RunService.Located;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Recovery points, what is in them, and the regions that hold them. */
final class PointRows {
    private static final int MOST = 200;
    private static final int PART = 500;

    private final RunMachinery machinery;
    private final InstantSource clock;

    PointRows(RunMachinery machinery, InstantSource clock) {
        this.machinery = machinery;
        this.clock = clock;
    }

    List<SnapshotRow> list(Optional<String> plan, String by) {
        return repositories().stream()
                .flatMap(name -> machinery.repositories().read(name, by, Repository::snapshots).stream()
                        .map(s -> new Located(name, s)))
                .filter(l -> plan.isEmpty() || l.snapshot().plan().equals(plan))
                .sorted(Comparator.comparing((Located l) -> l.snapshot().capturedAt())
                        .reversed())
                .limit(MOST)
                .map(this::row)
                .toList();
    }

    SnapshotRow one(String id, String by) {
        return row(machinery.service().locate(Optional.empty(), id, by));
    }

    private List<RepositoryName> repositories() {
        return machinery.inForce().repositories().stream()
                .map(c -> c.value().name())
                .toList();
    }

    private SnapshotRow row(Located at) {
        Snapshot s = at.snapshot();
        Map<RegionName, CopyState> states = machinery.testResults().copies(s.id()).stream()
                .collect(Collectors.toMap(CopyState::region, Function.identity(), (a, b) -> a));
        Instant now = clock.instant();
        return new SnapshotRow(
                s.id().value(),
                at.repository().value(),
                s.plan(),
                s.host(),
                s.roots().stream().map(RawPath::toString).toList(),
                s.capturedAt(),
                s.complete(),
                s.totals().files(),
                s.totals().bytes(),
                s.totals().bytesStored(),
                s.regions().stream()
                        .sorted()
                        .map(r -> copy(r, Optional.ofNullable(states.get(r)), now))
                        .toList());
    }

    private static CopyRow copy(RegionName region, Optional<CopyState> state, Instant now) {
        return new CopyRow(
                region.value(),
                state.map(CopyState::verdict),
                state.map(CopyState::at),
                state.map(CopyState::staleAt),
                state.filter(s -> !now.isBefore(s.staleAt())).isPresent());
    }

    EntryPart entries(String snapshot, Optional<String> path, Optional<String> cursor, String by) {
        Located at = machinery.service().locate(Optional.empty(), snapshot, by);
        return machinery.repositories().read(at.repository(), by, r -> path.map(
                        p -> directory(r, at.snapshot(), RawPath.parse(p), cursor.map(RawPath::parse)))
                .orElseGet(() -> roots(r, at.snapshot())));
    }

    private static EntryPart roots(Repository repository, Snapshot snapshot) {
        List<EntryRow> rows = snapshot.roots().stream()
                .flatMap(root ->
                        repository.entry(snapshot.id(), root).stream().map(e -> entry(e, root, root.toString())))
                .toList();
        return new EntryPart(rows, Optional.empty());
    }

    private static EntryPart directory(
            Repository repository, Snapshot snapshot, RawPath folder, Optional<RawPath> after) {
        List<EntryRow> rows = new ArrayList<>();
        repository.list(snapshot.id(), folder, e -> {
            if (rows.size() <= PART
                    && after.filter(a -> e.name().compareTo(a) <= 0).isEmpty()) {
                rows.add(entry(e, folder.resolve(e.name()), e.name().toString()));
            }
        });
        return rows.size() <= PART
                ? new EntryPart(rows, Optional.empty())
                : new EntryPart(
                        rows.subList(0, PART), Optional.of(rows.get(PART - 1).name()));
    }

    private static EntryRow entry(Entry e, RawPath path, String name) {
        return new EntryRow(
                name,
                path.toString(),
                type(e.kind()),
                "%04o".formatted(e.mode()),
                e.user().orElse(String.valueOf(e.uid())) + ":" + e.group().orElse(String.valueOf(e.gid())),
                e.size(),
                e.mtime(),
                e.kind() instanceof Entry.Kind.Symlink(RawPath target)
                        ? Optional.of(target.toString())
                        : Optional.empty());
    }

    private static String type(Entry.Kind kind) {
        return switch (kind) {
            case Entry.Kind.Directory() -> "directory";
            case Entry.Kind.File() -> "file";
            case Entry.Kind.Symlink s -> "symlink";
            case Entry.Kind.Fifo() -> "fifo";
            case Entry.Kind.Socket() -> "socket";
            case Entry.Kind.BlockDevice d -> "block-device";
            case Entry.Kind.CharDevice d -> "char-device";
        };
    }
}
