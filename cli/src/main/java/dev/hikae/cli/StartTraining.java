package dev.hikae.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Does once what commands do, while the JVM records an AOT cache: classes, and which methods are worth compiling.
 *
 * <p>The build runs it; it is no command.
 */
public final class StartTraining {
    private final Path folder;
    private final int smallFiles;
    private final int bigFiles;
    private final int big;
    private final Map<String, String> environment;
    private PrintStream out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    StartTraining(Path folder, int smallFiles, int bigFiles, int big) {
        this.folder = folder;
        this.smallFiles = smallFiles;
        this.bigFiles = bigFiles;
        this.big = big;
        this.environment = Map.of(
                "HIKAE_REPOSITORY", folder.resolve("repository").toString(),
                "HIKAE_CACHE", folder.resolve("cache").toString(),
                "HIKAE_KEY_FILE", folder.resolve("key").toString());
    }

    public static void main(String[] args) throws IOException {
        System.setProperty("slf4j.provider", WarningsOnly.class.getName());
        Path folder = Files.createTempDirectory("hikae-start-");
        int exit;
        try {
            exit = new StartTraining(folder, 800, 6, 4 << 20).run(OutputStream.nullOutputStream()) ? 0 : 1;
        } finally {
            delete(folder);
        }
        System.exit(exit);
    }

    /** Says whether all went well; data goes to {@code data}, errors to standard error. */
    boolean run(OutputStream data) throws IOException {
        out = new PrintStream(data, false, StandardCharsets.UTF_8);
        Path source = source();
        String target = folder.resolve("target").toString();
        return hikae("key", "generate", folder.resolve("key").toString())
                && hikae("init")
                && hikae("backup", source.toString())
                && hikae("--lang", "ja", "snapshots")
                && hikae("snapshots", "--output", "json")
                && hikae("backup", source.toString())
                && hikae("backup", source.toString(), "--progress", "json", "--output", "json")
                && hikae("ls", "latest:" + source)
                && hikae("restore", "latest:" + source.resolve("big/0"), "--target", target + "1")
                && hikae("restore", "latest", "--target", target + "2", "--verify")
                && hikae("check", "--read-data")
                && hikae("snapshots")
                && inBucket(source, target + "3");
    }

    /** The same through the S3 client, which is most of what a short command in a bucket has to load. */
    private boolean inBucket(Path source, String target) throws IOException {
        System.setProperty("aws.accessKeyId", "training");
        System.setProperty("aws.secretAccessKey", "training");
        try (var bucket = new TrainingBucket()) {
            String repo = bucket.location();
            return hikae("init", "--repo", repo)
                    && hikae("backup", source.toString(), "--repo", repo)
                    && hikae("backup", source.toString(), "--repo", repo)
                    && hikae("snapshots", "--repo", repo)
                    && hikae("restore", "latest", "--target", target, "--repo", repo);
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private boolean hikae(String... arguments) {
        return Main.run(List.of(arguments), environment, out, System.err) == 0;
    }

    /** Small files of words and a few large ones, half of them random: the same each time. */
    private Path source() throws IOException {
        var random = new SplittableRandom(1);
        Path source = folder.resolve("source");
        for (int i = 0; i < smallFiles; i++) {
            Path directory = Files.createDirectories(source.resolve("small/" + i % 40));
            Files.write(directory.resolve("file" + i), words(random, 200 + random.nextInt(8000)));
        }
        Files.createDirectories(source.resolve("big"));
        for (int i = 0; i < bigFiles; i++) {
            byte[] content = i % 2 == 0 ? words(random, big) : new byte[big];
            if (i % 2 == 1) {
                random.nextBytes(content);
            }
            Files.write(source.resolve("big/" + i), content);
        }
        Files.createSymbolicLink(source.resolve("link"), Path.of("big/0"));
        return source;
    }

    private static byte[] words(SplittableRandom random, int length) {
        var text = new StringBuilder(length + 16);
        while (text.length() < length) {
            text.append(Integer.toString(random.nextInt(5000), 36)).append(random.nextInt(9) == 0 ? '\n' : ' ');
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            @SuppressWarnings("NullAway") // the JDK gives null where all went well
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
