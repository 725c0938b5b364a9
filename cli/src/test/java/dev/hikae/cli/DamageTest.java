package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bits that flip at rest and processes that are killed, through the command line.
 *
 * <p>{@code -Dhikae.test.flips=} and {@code -Dhikae.test.kills=} make longer runs.
 */
class DamageTest {
    private static final long SEED = Long.getLong("hikae.test.seed", 20_261_123L);
    private static final int FLIPS = Integer.getInteger("hikae.test.flips", 12);
    private static final int KILLS = Integer.getInteger("hikae.test.kills", 4);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @Test
    void flippedBitAnywhereInARegion_isReported_andRestoreFallsOver() throws IOException {
        Random random = new Random(SEED);
        Cli cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        Path source = tree(random, 60);
        cli.run("init").exits(0);
        cli.run("backup", source.toString()).exits(0);
        List<Path> objects;
        try (Stream<Path> files = Files.walk(cli.region("tokyo"))) {
            objects = files.filter(Files::isRegularFile).sorted().toList();
        }
        for (int i = 0; i < FLIPS; i++) {
            Path object = objects.get(random.nextInt(objects.size()));
            long at = (long) (random.nextDouble() * Files.size(object));
            int bit = 1 << random.nextInt(8);
            flip(object, at, bit);
            String where = "seed " + SEED + ", flip " + i + ": " + object + " byte " + at;
            cli.with("HIKAE_CACHE", temporary.resolve("cache-" + i).toString());
            Cli.Said check = cli.run("check", "--read-data");
            assertEquals(4, check.exit(), where + "\n" + check.out() + check.err());
            assertTrue(check.err().contains("tokyo"), where + "\n" + check.err());
            Path target = temporary.resolve("back-" + i);
            Cli.Said restore = cli.run("restore", "latest", "--target", target.toString(), "--verify");
            assertEquals(0, restore.exit(), where + "\n" + restore.out() + restore.err());
            assertTrue(restore.out().contains("identical"), where);
            flip(object, at, bit);
        }
        cli.run("check", "--read-data").exits(0);
    }

    private static void flip(Path object, long at, int bit) throws IOException {
        boolean readOnly = !Files.isWritable(object);
        if (readOnly) {
            assertTrue(object.toFile().setWritable(true));
        }
        try (RandomAccessFile file = new RandomAccessFile(object.toFile(), "rw")) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ bit);
        }
    }

    @Test
    void killedBackups_leaveEarlierSnapshotsWhole_andNothingHalfMade() throws IOException, InterruptedException {
        Random random = new Random(SEED);
        Cli cli = new Cli(Files.createDirectory(temporary.resolve("r")));
        Path source = tree(random, 200);
        cli.run("init").exits(0);
        cli.run("backup", source.toString()).exits(0);
        for (int i = 0; i < KILLS; i++) {
            byte[] more = new byte[4 << 20];
            random.nextBytes(more);
            Files.write(source.resolve("more-" + i), more);
            Process backup = cli.start("backup", source.toString());
            Thread.sleep(300 + random.nextInt(2_500));
            backup.destroyForcibly();
            assertTrue(backup.waitFor(30, java.util.concurrent.TimeUnit.SECONDS));
            String when = "seed " + SEED + ", kill " + i;
            Cli.Said check = cli.run("check", "--read-data");
            assertEquals(0, check.exit(), when + "\n" + check.out() + check.err());
            Path target = temporary.resolve("back-" + i);
            Cli.Said restore = cli.run("restore", "latest", "--target", target.toString(), "--verify");
            assertEquals(0, restore.exit(), when + "\n" + restore.out() + restore.err());
        }
        cli.run("backup", source.toString()).exits(0);
        Path last = temporary.resolve("last");
        cli.run("restore", "latest", "--target", last.toString(), "--verify").exits(0);
        assertTrue(Files.exists(last.resolve("more-" + (KILLS - 1))));
    }

    private Path tree(Random random, int files) throws IOException {
        Path source = Files.createDirectory(temporary.resolve("source"));
        for (int i = 0; i < files; i++) {
            Path folder = Files.createDirectories(source.resolve("d" + i % 7));
            byte[] content = new byte[random.nextInt(20_000)];
            random.nextBytes(content);
            Files.write(folder.resolve("f" + i), content);
        }
        byte[] large = new byte[3 << 20];
        random.nextBytes(large);
        Files.write(source.resolve("large"), large);
        return source;
    }
}
