package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.KillRounds.ALL;
import static dev.hikae.engine.repository.KillRounds.SINGAPORE;
import static dev.hikae.engine.repository.TestRepository.TOKYO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.id.RegionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that back up, forget, collect, replicate and heal at once are killed at random times, round after round; after each
 * round every region alone still restores all that it shows. {@code -Dhikae.kill.rounds} sets how many rounds there are,
 * {@code -Dhikae.kill.seed} what chance does.
 */
final class KilledAnywhereTest {
    private static final int ROUNDS = Integer.getInteger("hikae.kill.rounds", 6);
    private static final int HEALED_ROUNDS = Integer.getInteger("hikae.kill.rounds", 3);

    private final Random random = new Random(Long.getLong("hikae.kill.seed", 5));

    @Test
    void everyRegionStaysWhole(@TempDir Path folder) throws Exception {
        var rounds = new KillRounds(folder, random);
        rounds.init();
        for (int round = 0; round < ROUNDS; round++) {
            var processes = rounds.start("backup", "collect", random.nextBoolean() ? "replicate" : "backup");
            rounds.pause(600);
            rounds.kill(processes);
            rounds.requireWholeRegions(round);
        }
        rounds.end();
        assertEquals(
                rounds.repositories().files(TOKYO, "packs").size(),
                rounds.repositories().files(SINGAPORE, "packs").size(),
                "no garbage is left in any region");
    }

    /** Each object is damaged in one region only, so everything can be healed; nothing else may need to be. */
    @Test
    void plantedDamage_isHealed_whateverIsKilledMeanwhile(@TempDir Path folder) throws Exception {
        var rounds = new KillRounds(folder, random);
        rounds.init();
        rounds.backUp();
        int planted = 0;
        for (int round = 0; round < HEALED_ROUNDS; round++) {
            Set<String> damaged = damage(rounds.repositories());
            planted += damaged.size();
            var processes = rounds.start("scrub", "backup", random.nextBoolean() ? "collect" : "scrub");
            rounds.pause(900);
            rounds.kill(processes);
            String when = "round " + round;
            for (var finding : rounds.heal()) {
                assertTrue(
                        damaged.contains(finding.region() + " " + finding.object()),
                        () -> when + ": not planted: " + finding + " beside " + damaged);
            }
            rounds.requireWholeRegions(round);
        }
        assertTrue(planted >= HEALED_ROUNDS, "something was damaged, again and again");
        rounds.end();
    }

    /** Changes bytes in, cuts off or removes some packs and index objects. Says which, with the region. */
    private Set<String> damage(TestRepository test) throws IOException {
        Set<String> damaged = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (RegionName region : ALL) {
            List<Path> files = Stream.concat(found(test, region, "packs"), found(test, region, "index"))
                    .sorted()
                    .toList();
            for (int i = 0; i < 2 && !files.isEmpty(); i++) {
                Path file = files.get(random.nextInt(files.size()));
                String name = test.region(region).relativize(file).toString();
                if (inAll(test, name) && names.add(name)) {
                    damage(file);
                    damaged.add(region + " " + name);
                }
            }
        }
        return damaged;
    }

    private static Stream<Path> found(TestRepository test, RegionName region, String below) throws IOException {
        boolean there = Files.isDirectory(test.region(region).resolve(below));
        return there ? test.files(region, below).stream() : Stream.empty();
    }

    private static boolean inAll(TestRepository test, String name) {
        return Stream.of(ALL).allMatch(r -> Files.exists(test.region(r).resolve(name)));
    }

    private void damage(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        switch (random.nextInt(3)) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
            default -> {
                content[random.nextInt(content.length)] ^= 4;
                Files.write(file, content);
            }
        }
    }
}
