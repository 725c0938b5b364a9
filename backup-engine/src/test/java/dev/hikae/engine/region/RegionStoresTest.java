package dev.hikae.engine.region;

import static dev.hikae.engine.region.Rig.ALL;
import static dev.hikae.engine.region.Rig.OSAKA;
import static dev.hikae.engine.region.Rig.TOKYO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.region.Rig.Session;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.store.Stores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of three folders: made, opened, mistaken for one another. */
final class RegionStoresTest {
    private final Rig rig = new Rig();
    private final Stores stores = new Stores(rig.secure, Pause.SLEEP);

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void madeRepository_opensAndWorks() {
        make(rig, "a");
        try (Regions regions = open("a")) {
            assertEquals(ALL, regions.names());
            assertEquals(TOKYO, regions.home());
            assertEquals(0, regions.epoch());
            Session first = rig.backup((RegionSet) regions, List.of());
            assertEquals(Set.copyOf(ALL), first.published().heldBy());
            assertEquals(1, regions.outcomes(List.of(OSAKA)).size());
        }
        try (RegionStores opened = RegionStores.open(config("a"), stores)) {
            assertEquals(1, opened.keySlots().size());
            assertArrayEquals(rig.repositoryId, opened.claimed().repositoryId());
        }
    }

    @Test
    void regionWithUnknownWriteFeatures_isOnlyRead() {
        Session first;
        try (RegionSet regions = rig.open(2)) {
            first = rig.backup(regions, List.of());
        }
        byte[] newer =
                new Marker(rig.repositoryId, OSAKA, rig.owner.publicKey(), 0, 4, Instant.EPOCH).sign(rig.owner.seed());
        rig.memory(OSAKA).delete(ObjectNames.MARKER);
        rig.memory(OSAKA).putIfAbsent(ObjectNames.MARKER, ByteBuffer.wrap(newer));
        try (RegionSet regions = rig.open(2)) {
            assertEquals(1, regions.outcomes(List.of(OSAKA)).size());
            for (Executable writing : List.<Executable>of(
                    () -> rig.backup(regions, List.of(first)), () -> regions.replicate(RunControl.NONE))) {
                assertEquals(
                        EngineError.FORMAT_UNSUPPORTED,
                        assertThrows(HikaeException.class, writing).code());
            }
        }
    }

    @Test
    void anotherRepositorysRegion_isRefused() throws IOException {
        make(rig, "a");
        make(new Rig(), "b");
        delete(temp.resolve("a/osaka"));
        Files.move(temp.resolve("b/osaka"), temp.resolve("a/osaka"));
        HikaeException e = refused(() -> open("a"));
        assertEquals(EngineError.OTHER_REPOSITORY, e.code());
        assertEquals("osaka", e.text().params().getFirst());
    }

    @Test
    void swappedRegions_areRefused() throws IOException {
        make(rig, "a");
        Files.move(temp.resolve("a/osaka"), temp.resolve("a/tmp"));
        Files.move(temp.resolve("a/singapore"), temp.resolve("a/osaka"));
        Files.move(temp.resolve("a/tmp"), temp.resolve("a/singapore"));
        assertEquals(EngineError.OTHER_REPOSITORY, refused(() -> open("a")).code());
    }

    @Test
    void regionThatIsNotThere_isNotedAndUsedOnceItReturns() throws IOException {
        make(rig, "a");
        Files.move(temp.resolve("a/osaka"), temp.resolve("a/away"));
        try (Regions regions = open("a")) {
            assertEquals(Set.of(OSAKA), regions.down().keySet());
            Session first = rig.backup((RegionSet) regions, List.of());
            assertEquals(Set.of(OSAKA), first.published().behind().keySet());
            assertFalse(Files.exists(temp.resolve("a/osaka")));
            Files.move(temp.resolve("a/away"), temp.resolve("a/osaka"));
            assertTrue(regions.replicate(RunControl.NONE).behind().isEmpty());
            assertEquals(0, regions.down().size());
            assertEquals(1, regions.outcomes(List.of(OSAKA)).size());
        }
    }

    @Test
    void foreignMarkerThatAppearsLater_keepsTheRegionDown() throws IOException {
        make(rig, "a");
        make(new Rig(), "b");
        Files.move(temp.resolve("a/osaka"), temp.resolve("a/away"));
        try (Regions regions = open("a")) {
            Files.move(temp.resolve("b/osaka"), temp.resolve("a/osaka"));
            regions.status();
            assertEquals(
                    "error.HKE-2106",
                    java.util.Objects.requireNonNull(regions.down().get(OSAKA)).key());
        }
    }

    @Test
    void noRegionThere_namesEachReason() {
        HikaeException e = refused(() -> open("a"));
        assertEquals(EngineError.NO_REGION_REACHABLE, e.code());
        ALL.forEach(r -> assertTrue(String.valueOf(e.getMessage()).contains(r.value()), e.getMessage()));
    }

    @Test
    void foldersWithoutAMarker_holdNoRepository() throws IOException {
        for (RegionName region : ALL) {
            Files.createDirectories(temp.resolve("a").resolve(region.value()).resolve("photos"));
        }
        assertEquals(EngineError.NOT_A_REPOSITORY, refused(() -> open("a")).code());
    }

    @Test
    void configurationThatNamesAnotherHome_isRefused() {
        make(rig, "a");
        HikaeException e =
                refused(() -> RegionStores.open(config("a", ALL, OSAKA), stores).trusting(rig.trust));
        assertEquals(EngineError.WRONG_HOME, e.code());
        assertEquals(List.of("tokyo", "osaka"), e.text().params());
    }

    @Test
    void oneRegionAlone_isReadableByItsLocationOnly() {
        make(rig, "a");
        try (Regions regions = open("a")) {
            rig.backup((RegionSet) regions, List.of());
        }
        Location place = new Location.Folder(temp.resolve("a/osaka"));
        RegionName name = RegionStores.regionAt(place, stores);
        assertEquals(OSAKA, name);
        try (Regions alone =
                RegionStores.open(config("a", List.of(name), name), stores).trusting(rig.trust)) {
            assertEquals(TOKYO, alone.home());
            assertEquals(1, alone.outcomes(List.of()).size());
            assertEquals(EngineError.HOME_UNREACHABLE, refused(alone::writer).code());
        }
    }

    @Test
    void ownersKeyOfAnotherKeyring_isRefused() {
        make(rig, "a");
        try (RegionStores opened = RegionStores.open(config("a"), stores)) {
            assertEquals(
                    EngineError.OTHER_REPOSITORY,
                    refused(() -> opened.trusting(new Rig().trust)).code());
        }
    }

    @Test
    void newRegionThatIsNotEmpty_isRefusedByName() throws IOException {
        Files.createDirectories(temp.resolve("a/osaka/packs"));
        Files.write(temp.resolve("a/osaka/packs/x"), new byte[1]);
        HikaeException e = refused(() -> NewRegions.create(config("a"), stores));
        assertEquals(EngineError.REGION_NOT_EMPTY, e.code());
        assertEquals("osaka", e.text().params().getFirst());
    }

    @Test
    void scratchCopy_isReadInsteadOfTheRegionWhichStaysUntouched() throws IOException {
        make(rig, "a");
        try (Regions regions = open("a")) {
            Session first = rig.backup((RegionSet) regions, List.of());
            String pack = first.packs().keySet().iterator().next();
            regions.copy(OSAKA, temp.resolve("scratch"), RunControl.NONE);
            Path copied = temp.resolve("scratch").resolve(pack);
            byte[] content = Files.readAllBytes(copied);
            assertArrayEquals(first.packs().get(pack), content);
            content[7] ^= 1;
            Files.write(copied, content);
            Regions view = regions.withScratchCopy(OSAKA, temp.resolve("scratch"));
            assertEquals(1, view.outcomes(List.of(OSAKA)).size());
            assertEquals(content[7], firstByte(view, pack));
            assertEquals((byte) (content[7] ^ 1), firstByte(regions, pack));
            view.close();
            assertEquals(1, regions.outcomes(List.of(OSAKA)).size());
            assertEquals(
                    RegionError.TARGET_NOT_EMPTY,
                    refused(() -> regions.copy(TOKYO, temp.resolve("scratch"), RunControl.NONE))
                            .code());
        }
    }

    private static byte firstByte(Regions regions, String pack) {
        return regions.read(pack, 7, 1, List.of(OSAKA), ReadObserver.NONE, ByteBuffer::get);
    }

    private void make(Rig keys, String repository) {
        try (NewRegions made = NewRegions.create(config(repository), stores)) {
            made.putEverywhere(ObjectNames.keySlot(new byte[16]), Rig.withCrc(new byte[10]));
            made.putEverywhere(ObjectNames.home(0), keys.home().sign(keys.maintainer.seed()));
            made.mark(keys::marker);
        }
    }

    private Regions open(String repository) {
        return RegionStores.open(config(repository), stores).trusting(rig.trust);
    }

    private RepositoryConfig config(String repository) {
        return config(repository, ALL, TOKYO);
    }

    private RepositoryConfig config(String repository, List<RegionName> regions, RegionName home) {
        return new RepositoryConfig(
                new RepositoryName(repository),
                regions.stream()
                        .map(r -> new RepositoryConfig.Region(
                                r, new Location.Folder(temp.resolve(repository).resolve(r.value()))))
                        .toList(),
                home,
                Math.min(2, regions.size()),
                new KeySource.Machine());
    }

    private static HikaeException refused(Executable call) {
        return assertThrows(HikaeException.class, call);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
