package dev.hikae.engine.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** Objects in memory, for tests and for what need not outlive the process. */
public final class MemoryStore implements Store {
    private final String name;
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    public MemoryStore(String name) {
        this.name = name;
    }

    @Override
    public String describe() {
        return "memory:" + name;
    }

    @Override
    public boolean putIfAbsent(String object, ByteBuffer content) {
        Names.check(object);
        if (content.remaining() > Store.largest(object)) {
            throw Failures.tooLarge(describe(), object, content.remaining());
        }
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return objects.putIfAbsent(object, bytes) == null;
    }

    @Override
    public Upload upload(String object) {
        Names.check(object);
        return new MemoryUpload(object);
    }

    @Override
    public Optional<byte[]> get(String object) {
        return find(object).map(bytes -> {
            if (bytes.length > Store.largest(object)) {
                throw Failures.tooLarge(describe(), object, bytes.length);
            }
            return bytes.clone();
        });
    }

    @Override
    public Optional<InputStream> read(String object, long offset, long length) {
        return find(object).map(bytes -> {
            int from = (int) Math.min(offset, bytes.length);
            int to = (int) Math.min(Math.addExact(offset, length), bytes.length);
            return new ByteArrayInputStream(Arrays.copyOfRange(bytes, from, to));
        });
    }

    @Override
    public Optional<Long> size(String object) {
        return find(object).map(bytes -> (long) bytes.length);
    }

    @Override
    public Optional<Integer> crc32c(String object) {
        return Optional.empty();
    }

    @Override
    public void list(String prefix, Consumer<Item> each) {
        Names.checkPrefix(prefix);
        for (Map.Entry<String, byte[]> e : objects.tailMap(prefix).entrySet()) {
            if (!e.getKey().startsWith(prefix)) {
                return;
            }
            each.accept(new Item(e.getKey(), e.getValue().length));
        }
    }

    @Override
    public boolean delete(String object) {
        return objects.remove(Names.check(object)) != null;
    }

    @Override
    public void close() {}

    private Optional<byte[]> find(String object) {
        return Optional.ofNullable(objects.get(Names.check(object)));
    }

    private final class MemoryUpload implements Upload {
        private final String object;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean committed;

        MemoryUpload(String object) {
            this.object = object;
        }

        @Override
        public void write(ByteBuffer part) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void commit() {
            if (!committed && objects.putIfAbsent(object, bytes.toByteArray()) != null) {
                throw Failures.exists(describe(), object);
            }
            committed = true;
        }

        @Override
        public void close() {
            bytes.reset();
        }
    }
}
