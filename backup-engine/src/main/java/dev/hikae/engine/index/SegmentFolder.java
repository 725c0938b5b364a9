package dev.hikae.engine.index;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.EngineError;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of local segments, shared by all processes of this user. A segment appears whole, by renaming, and never
 * changes; one that is removed lives on in whoever has it open. Losing any costs time only.
 */
final class SegmentFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFolder.class);
    private static final String SEGMENT = ".seg";
    private static final String UNFINISHED = ".tmp";
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;

    SegmentFolder(Path folder) {
        this.folder = folder;
    }

    /** All segments that can be opened; damaged ones are removed. */
    List<Segment> open() {
        List<Segment> segments = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SEGMENT)) {
            for (Path file : files) {
                open(file).ifPresent(segments::add);
            }
        } catch (IOException e) {
            LOG.debug("no index segments in {}", folder, e);
        }
        // The same order in every process, so that all prefer the same copies of a blob.
        segments.sort(Comparator.comparing(s -> s.file().toString()));
        return segments;
    }

    private Optional<Segment> open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return Optional.of(Segment.open(channel, Optional.of(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DamagedSegment | IndexOutOfBoundsException e) {
            LOG.warn("index segment {} is damaged and will be made again: {}", file, e.getMessage());
            remove(file);
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("index segment {} cannot be read", file, e);
            return Optional.empty();
        }
    }

    /** Removes a segment, for later openings. */
    void remove(Segment segment) {
        segment.file().ifPresent(SegmentFolder::remove);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("index segment {} cannot be removed", file, e);
        }
    }

    /** One segment from several sources, of the objects that are wanted. */
    Segment combine(List<Source> sources, Predicate<NeededObject> wanted, Keep keep) {
        var merge = new Merge(sources.stream()
                .map(s -> new Merge.Input(s.table(), s.packs(wanted)))
                .toList());
        Map<String, Segment.Listed> objects = new LinkedHashMap<>();
        for (int i = 0; i < sources.size(); i++) {
            int input = i;
            for (Segment.Listed listed : sources.get(i).objects()) {
                if (wanted.test(listed.object())) {
                    int[] packs = Arrays.stream(listed.packs())
                            .map(p -> merge.number(input, p))
                            .sorted()
                            .toArray();
                    objects.merge(
                            listed.object().name(), new Segment.Listed(listed.object(), packs), SegmentFolder::both);
                }
            }
        }
        return write(merge, keep, table -> List.copyOf(objects.values()));
    }

    private static Segment.Listed both(Segment.Listed one, Segment.Listed other) {
        int[] packs = IntStream.concat(Arrays.stream(one.packs()), Arrays.stream(other.packs()))
                .sorted()
                .distinct()
                .toArray();
        return new Segment.Listed(one.object(), packs);
    }

    /** Whether a segment outlives this process. */
    enum Keep {
        CACHED,
        SCRATCH
    }

    /** What a segment says of objects, once its table is there. */
    interface Objects {
        List<Segment.Listed> of(Bytes table) throws IOException;
    }

    /** Writes a segment: into the folder, or where the system keeps temporary files when that fails. */
    Segment write(Merge merge, Keep keep, Objects objects) {
        return withFile(keep, file -> {
            var writer = new SegmentWriter(file.channel(), merge);
            writer.finish(objects.of(writer.table()));
            return Segment.open(file.channel(), file.keep());
        });
    }

    /** A table from several, for this process only. */
    IndexTable scratch(Merge merge) {
        return withFile(Keep.SCRATCH, file -> {
            merge.write(new Out(file::append), Merge.Ids.NONE);
            return IndexTable.of(MappedBytes.map(file.channel(), merge.length()));
        });
    }

    /** Work on a new file. */
    interface Work<T> {
        T on(NewFile file) throws IOException;
    }

    /** Does work on a new file that is gone when this process is, however it ends. */
    <T> T scratch(Work<T> work) {
        return withFile(Keep.SCRATCH, work);
    }

    private <T> T withFile(Keep keep, Work<T> work) {
        try {
            Files.createDirectories(folder, PRIVATE);
            return in(folder, keep, work);
        } catch (IOException e) {
            LOG.debug("{} takes no index segment", folder, e);
        }
        Path elsewhere = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        try {
            return in(elsewhere, Keep.SCRATCH, work);
        } catch (IOException e) {
            throw new HikaeException(e, EngineError.SCRATCH_FAILED, folder, elsewhere, String.valueOf(e.getMessage()));
        }
    }

    private static <T> T in(Path folder, Keep keep, Work<T> work) throws IOException {
        Path file = Files.createTempFile(folder, "hikae-", UNFINISHED);
        try (var open = new NewFile(file, keep)) {
            return work.on(open);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** A file being written. */
    static final class NewFile implements AutoCloseable {
        private final Path path;
        private final FileChannel channel;

        NewFile(Path path, Keep keep) throws IOException {
            this.path = path;
            this.channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (keep == Keep.SCRATCH) {
                Files.delete(path);
            }
        }

        FileChannel channel() {
            return channel;
        }

        /** Writes at the end. */
        void append(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Gives the finished file its name; none when it is not to be kept. */
        Optional<Path> keep() throws IOException {
            if (!Files.exists(path)) {
                return Optional.empty();
            }
            String name = path.getFileName().toString();
            Path kept = path.resolveSibling(name.substring(0, name.length() - UNFINISHED.length()) + SEGMENT);
            Files.move(path, kept, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(kept);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Removes what crashed processes left, and objects as an earlier version kept them. Ages are told by the file system. */
    void sweep() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            Optional<FileTime> now = Optional.empty();
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.matches("[0-9a-f]{32}")) {
                    remove(file);
                } else if (name.endsWith(UNFINISHED)) {
                    now = now.isPresent() ? now : Optional.of(time());
                    FileTime then = Files.getLastModifiedTime(file);
                    if (Duration.between(then.toInstant(), now.get().toInstant())
                                    .compareTo(LEFT_BEHIND)
                            > 0) {
                        remove(file);
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("index cache {} cannot be swept", folder, e);
        }
    }

    private FileTime time() throws IOException {
        Path probe = Files.createTempFile(folder, "hikae-", UNFINISHED);
        try {
            return Files.getLastModifiedTime(probe);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /**
     * Merges segments of like size, so that there are few of them however many there were; leaves out what is not
     * wanted any more, and what another process made as well.
     *
     * @return what there is now
     */
    List<Segment> compact(List<Segment> segments, Predicate<NeededObject> wanted) {
        List<Segment> left = useful(segments, wanted);
        List<Segment> merged = Tiers.toMerge(left, s -> s.table().length());
        if (merged.isEmpty()) {
            return left;
        }
        Segment one;
        try {
            one = combine(merged.stream().map(Source::of).toList(), wanted, Keep.CACHED);
        } catch (DamagedSegment e) {
            LOG.debug("index segments cannot be merged", e);
            return left;
        }
        if (one.file().isPresent()) {
            merged.forEach(this::remove);
        }
        List<Segment> now = new ArrayList<>(left.subList(merged.size(), left.size()));
        now.add(one);
        return now;
    }

    /** Smallest first; removes those whose objects are not wanted or are in larger ones, too. */
    private List<Segment> useful(List<Segment> segments, Predicate<NeededObject> wanted) {
        List<Segment> largestFirst = new ArrayList<>(segments);
        largestFirst.sort(
                Comparator.comparingLong((Segment s) -> s.table().length()).reversed());
        Set<String> seen = new HashSet<>();
        List<Segment> useful = new ArrayList<>();
        for (Segment segment : largestFirst) {
            boolean adds = false;
            for (Segment.Listed listed : segment.objects()) {
                adds |= wanted.test(listed.object()) && seen.add(listed.object().name());
            }
            if (adds) {
                useful.add(segment);
            } else {
                remove(segment);
            }
        }
        return useful.reversed();
    }
}
