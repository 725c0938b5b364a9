package dev.hikae.engine.repository;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RestoreRequest;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Regions that are folders, seen by hosts of which each reaches some of them only. */
final class Partition {
    static final RegionName TOKYO = TestRepository.TOKYO;
    static final RegionName OSAKA = TestRepository.OSAKA;
    static final RegionName SINGAPORE = new RegionName("singapore");
    static final RegionName NAGOYA = new RegionName("nagoya");

    private final Path folder;
    private final TestRepository test;

    Partition(Path folder) {
        this.folder = folder;
        this.test = new TestRepository(folder);
    }

    Repository init(int quorum, RegionName... regions) {
        return test.repositories.init(config(quorum, Set.of(regions), regions), List.of(TestRepository.KEY));
    }

    /** A host that reaches all regions. */
    Repository open(int quorum, RegionName... regions) {
        return open(quorum, Set.of(regions), regions);
    }

    /** A host that reaches some regions; the first is the home by its configuration. */
    Repository open(int quorum, Set<RegionName> reached, RegionName... regions) {
        return test.repositories.open(config(quorum, reached, regions), TestRepository.KEY, TestRepository.PERMIT);
    }

    private RepositoryConfig config(int quorum, Set<RegionName> reached, RegionName... regions) {
        return new RepositoryConfig(
                new RepositoryName("test"),
                Stream.of(regions)
                        .map(r -> new RepositoryConfig.Region(
                                r, new Location.Folder(reached.contains(r) ? region(r) : folder.resolve("nowhere"))))
                        .toList(),
                regions[0],
                quorum,
                new KeySource.Machine());
    }

    Path region(RegionName region) {
        return test.region(region);
    }

    void away(RegionName region) throws IOException {
        Files.move(region(region), gone(region));
    }

    void back(RegionName region) throws IOException {
        Files.move(gone(region), region(region));
    }

    private Path gone(RegionName region) {
        return folder.resolve("gone-" + region);
    }

    /** Every snapshot that the region shows, restored from it with no other in reach and compared. */
    List<Snapshot> restorable(RegionName region) throws IOException {
        try (Repository alone = open(1, region)) {
            List<Snapshot> snapshots = alone.snapshots();
            for (Snapshot snapshot : snapshots) {
                Path target = Files.createTempDirectory(folder, "restored");
                var request = new RestoreRequest(
                        snapshot.id(), List.of(), target, RestoreRequest.Overwrite.REFUSE, List.of());
                alone.restore(request, RunControl.NONE);
                if (!alone.compare(request, RunControl.NONE).same()) {
                    throw new AssertionError(snapshot + " from " + region);
                }
            }
            return snapshots;
        }
    }
}
