package dev.hikae.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service finds that an earlier one left: half-made repositories, kits taken away, sandboxes of a crash. */
final class RestartTest {
    private static final RepositoryName MAIN = new RepositoryName("main");

    private final Path home;
    private final Path kit;

    RestartTest(@TempDir Path home) {
        this.home = home;
        this.kit = home.resolve("data/kits/main.txt");
    }

    private Applying.Applied apply() {
        try (Installation at = new Installation(home, List.of())) {
            return at.apply();
        }
    }

    /** The kit was printed and deleted, as the log asks for, and then a disk is not mounted. */
    @Test
    void repositoryMadeHere_isNeverMadeAgainWhereItsRegionsAreMissing() throws IOException {
        assertEquals(List.of(MAIN), apply().made());
        Files.delete(kit);
        for (String region : List.of("tokyo", "osaka", "singapore")) {
            Files.move(home.resolve(region), home.resolve(region + ".unmounted"));
        }
        Applying.Applied again = apply();
        assertEquals(List.of(), again.made());
        assertEquals(Set.of(MAIN), again.notMade().keySet());
        assertFalse(Files.exists(home.resolve("tokyo")));
    }

    @Test
    void repositoryWithoutItsKit_getsOneAtTheNextOccasion() throws IOException {
        apply();
        Files.delete(kit);
        Path made = home.resolve("data/repositories-made");
        Files.move(made.resolve("main.made"), made.resolve("main.making"));
        assertEquals(List.of(MAIN), apply().made());
        assertTrue(Files.exists(kit));
        assertEquals(List.of(), apply().made());
    }

    @Test
    void sandboxesOfACrash_areRemoved() throws IOException {
        List<Path> left = List.of(
                home.resolve("data/sandbox/tests/hikae-sandbox-1"),
                home.resolve("data/sandbox/drills/hikae-sandbox-2"));
        for (Path sandbox : left) {
            Files.createDirectories(sandbox.resolve("tree"));
            Files.writeString(sandbox.resolve("tree/secret"), "restored in the clear");
        }
        try (Installation at = new Installation(home, List.of())) {
            Installation.await(() -> left.stream().noneMatch(Files::exists));
        }
    }
}
