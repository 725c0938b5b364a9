package dev.hikae.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.json.Jcs;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The file below the trail: whole lines, forced to disk one by one, found again by number. */
final class AuditFile implements Closeable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path path;
    private final FileChannel channel;
    /** Where line {@code i + 1} starts; one more entry than lines. */
    private long[] starts = new long[1024];

    private int lines;
    private String head = AuditRecord.ORIGIN;

    private AuditFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    record Tail(long size, String head) {}

    static AuditFile open(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        AuditFile file = new AuditFile(path, channel);
        file.index();
        return file;
    }

    /** A trail whose chain does not hold is evidence: it is moved, never mended. */
    static Optional<Path> setAsideIfBroken(Path path, InstantSource clock) throws IOException {
        if (!Files.exists(path) || firstBroken(path).isEmpty()) {
            return Optional.empty();
        }
        Path aside = path.resolveSibling("audit-broken-" + clock.millis() + ".jsonl");
        return Optional.of(Files.move(path, aside));
    }

    /** Number of the first line that is not sound, or does not follow the one before. A torn last line is no break. */
    static Optional<Long> firstBroken(Path path) throws IOException {
        String previous = AuditRecord.ORIGIN;
        long seq = 0;
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                seq++;
                Optional<AuditRecord> r = parsed(line);
                if (r.isEmpty() && !reader.ready()) {
                    return Optional.empty();
                }
                if (r.isEmpty()
                        || r.get().seq() != seq
                        || !r.get().previous().equals(previous)
                        || !r.get().sound()) {
                    return Optional.of(seq);
                }
                previous = r.get().hash();
            }
        }
        return Optional.empty();
    }

    private static Optional<AuditRecord> parsed(String line) {
        try {
            return Optional.of(AuditRecord.parse(MAPPER.readValue(line, ObjectNode.class)));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    Path path() {
        return path;
    }

    Tail tail() {
        return new Tail(lines, head);
    }

    /** Either the whole line is on disk afterwards, or the file ends where it ended before. */
    void append(AuditRecord line) throws IOException {
        long start = starts[lines];
        byte[] bytes = (Jcs.text(line.json()) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            write(ByteBuffer.wrap(bytes), start);
            channel.force(false);
        } catch (IOException e) {
            channel.truncate(start);
            throw e;
        }
        started(start + bytes.length);
    }

    /** Lines {@code [from, to)}, counted from 1. */
    List<AuditRecord> read(long from, long to) throws IOException {
        List<AuditRecord> records = new ArrayList<>();
        for (int i = Math.toIntExact(from); i < to; i++) {
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(starts[i] - starts[i - 1]));
            while (buffer.hasRemaining() && channel.read(buffer, starts[i - 1] + buffer.position()) >= 0) {}
            records.add(AuditRecord.parse(MAPPER.readValue(buffer.array(), ObjectNode.class)));
        }
        return records;
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private void index() throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Optional<AuditRecord> r = parsed(line);
                if (r.isEmpty()) {
                    break;
                }
                head = r.get().hash();
                started(starts[lines] + line.getBytes(StandardCharsets.UTF_8).length + 1);
            }
        }
        finishTorn();
    }

    /** A crash may leave a last line without its end or only a part of it; nobody was told that it was written. */
    private void finishTorn() throws IOException {
        long end = starts[lines];
        if (channel.size() < end) {
            write(ByteBuffer.wrap(new byte[] {'\n'}), end - 1);
        } else if (channel.size() > end) {
            channel.truncate(end);
        }
        channel.force(true);
    }

    private void started(long at) {
        lines++;
        if (lines == starts.length) {
            starts = Arrays.copyOf(starts, lines * 2);
        }
        starts[lines] = at;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
