package dev.hikae.engine.store;

import dev.hikae.config.repository.Location;
import dev.hikae.config.text.Messages;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Uses a bucket from a process of its own, since an environment is a process's: puts a small and a large object, finds them,
 * reads them back and deletes them.
 *
 * <p>Prints {@link #FINE}, or the failure as a user would see it, after {@code temporary} or {@code final}.
 */
final class StoreTrial {
    static final String FINE = "fine";

    private StoreTrial() {}

    /** Arguments: endpoint, bucket, {@code path} or {@code host}, a CA file or nothing, a credentials file or nothing. */
    public static void main(String[] args) throws IOException {
        var location = new Location.S3(
                Optional.of(URI.create(args[0])),
                args[1],
                ProcessHandle.current().pid() + "/",
                "us-east-1",
                args[2].equals("path"),
                Location.ChecksumMode.WHEN_SUPPORTED,
                file(args[4]),
                file(args[3]));
        System.out.println(outcome(location));
        // Threads of the SDK may wait for nothing.
        System.exit(0);
    }

    private static Optional<Path> file(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    }

    static String outcome(Location.S3 location) throws IOException {
        try (Store store = S3Store.open(location)) {
            byte[] small = {1, 2, 3};
            byte[] large = new byte[9 << 20];
            store.putIfAbsent("small", ByteBuffer.wrap(small));
            try (Store.Upload upload = store.upload("large")) {
                upload.write(ByteBuffer.wrap(large));
                upload.commit();
            }
            List<String> listed = new java.util.ArrayList<>();
            store.list("", item -> listed.add(item.name()));
            boolean same = Arrays.equals(small, store.get("small").orElseThrow())
                    && Arrays.equals(
                            large,
                            store.read("large", 0, large.length).orElseThrow().readAllBytes());
            listed.forEach(store::delete);
            return listed.equals(List.of("large", "small")) && same ? FINE : "not what was put: " + listed;
        } catch (StoreException e) {
            return (e.temporary() ? "temporary " : "final ") + e.getMessage() + ". HINT: "
                    + Messages.render(e.hint(), Locale.ENGLISH);
        }
    }
}
