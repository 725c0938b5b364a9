package dev.hikae.engine.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Names of users and groups, asked of the system's name service once each. */
final class Accounts {
    private final ConcurrentHashMap<Long, Optional<String>> users = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Optional<String>> groups = new ConcurrentHashMap<>();

    Optional<String> user(long uid) {
        return users.computeIfAbsent(uid, id -> ask(false, id));
    }

    Optional<String> group(long gid) {
        return groups.computeIfAbsent(gid, id -> ask(true, id));
    }

    private static Optional<String> ask(boolean group, long id) {
        try (Scratch s = Scratch.take()) {
            return Libc.accountName(s, group, (int) id, s.data)
                    .map(Accounts::text)
                    .filter(name -> !name.isEmpty());
        }
    }

    @SuppressWarnings("restricted") // The C library says it is a string in our own buffer.
    private static String text(MemorySegment pointer) {
        MemorySegment string = pointer.reinterpret(Scratch.DATA_BYTES);
        int n = 0;
        while (string.get(JAVA_BYTE, n) != 0) {
            n++;
        }
        return new String(string.asSlice(0, n).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
