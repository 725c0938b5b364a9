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
    private final Path key;
    private PrintStream out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    StartTraining(Path folder, int smallFiles, int bigFiles, int big) {
        this.folder = folder;
        this.smallFiles = smallFiles;
        this.bigFiles = bigFiles;
        this.big = big;
        this.key = folder.resolve("key");
    }

    /** Argument: {@code training}, or {@code training-remote} for what uses buckets, too. */
    public static void main(String[] args) throws IOException {
        System.setProperty("slf4j.provider", WarningsOnly.class.getName());
        Path folder = Files.createTempDirectory("hikae-start-");
        int exit;
        try {
            var training = new StartTraining(folder, 800, 6, 4 << 20);
            OutputStream data = OutputStream.nullOutputStream();
            exit = training.run(data) && (!args[0].endsWith("-remote") || training.runInBucket(data)) ? 0 : 1;
        } finally {
            delete(folder);
        }
        System.exit(exit);
    }

    /** Says whether all went well; data goes to {@code data}, errors to standard error. */
    boolean run(OutputStream data) throws IOException {
        out = new PrintStream(data, false, StandardCharsets.UTF_8);
        Path source = source();
        Commands local = in(folder.resolve("repository").toString());
        return local.run("key", "generate", key.toString())
                && local.run("init")
                && local.run("backup", source.toString())
                && local.run("--lang", "ja", "snapshots")
                && local.run("snapshots", "--output", "json")
                && local.run("backup", source.toString())
                && local.run("backup", source.toString(), "--progress", "json", "--output", "json")
                && local.run("ls", "latest:" + source)
                && local.run("restore", "latest:" + source.resolve("big/0"), "--target", target(1))
                && local.run("restore", "latest", "--target", target(2), "--verify")
                && local.run("check", "--read-data")
                && local.run("snapshots");
    }

    /** After {@link #run}. Most of what a command needs to talk to a bucket is not ours, and takes seconds to load and link. */
    boolean runInBucket(OutputStream data) throws IOException {
        out = new PrintStream(data, false, StandardCharsets.UTF_8);
        String source = folder.resolve("source").toString();
        try (var bucket = new TrainingBucket()) {
            System.setProperty("aws.accessKeyId", "training");
            System.setProperty("aws.secretAccessKey", "training");
            Commands remote = in(bucket.location());
            return remote.run("init")
                    && remote.run("backup", source)
                    && remote.run("backup", source)
                    && remote.run("snapshots")
                    && remote.run("restore", "latest", "--target", target(3))
                    && remote.run("check", "--read-data")
                    && runInRegions(in(configured(bucket)), source);
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private static boolean runInRegions(Commands regions, String source) {
        return regions.run("init") && regions.run("backup", source) && regions.run("snapshots");
    }

    private String configured(TrainingBucket bucket) throws IOException {
        Path file = folder.resolve("training.yml");
        return Files.writeString(file, bucket.configuration(key)).toString();
    }

    private String target(int number) {
        return folder.resolve("target" + number).toString();
    }

    private Commands in(String repository) {
        var environment = Map.of(
                "HIKAE_REPOSITORY", repository,
                "HIKAE_CACHE", folder.resolve("cache").toString(),
                "HIKAE_KEY_FILE", key.toString());
        return arguments -> Main.run(List.of(arguments), environment, out, System.err) == 0;
    }

    /** Commands on one repository; each says whether it went well. */
    private interface Commands {
        boolean run(String... arguments);
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
