package dev.hikae.engine.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.repository.Bandwidth;
import dev.hikae.config.repository.Bandwidth.Limits;
import dev.hikae.config.repository.Bandwidth.Window;
import dev.hikae.config.repository.Location;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Time passes only while somebody pauses. */
@ExtendWith(WithMinio.class)
final class PaceTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");

    private final AtomicLong now = new AtomicLong();

    @Test
    void bytes_takeAsLongAsTheLimitSays() throws IOException {
        Pace pace = pace(new Bandwidth(limits(100_000, 1_000_000), ZoneOffset.UTC, List.of()));
        drain(pace.up(body(1_000_000)));
        assertSeconds(10);
        drain(pace.down(body(1_000_000)));
        assertSeconds(11);
    }

    @Test
    void severalBodies_shareTheLimit() throws IOException {
        Pace pace = pace(new Bandwidth(limits(100_000, 100_000), ZoneOffset.UTC, List.of()));
        try (InputStream one = pace.up(body(500_000));
                InputStream other = pace.up(body(500_000))) {
            byte[] some = new byte[1000];
            while (one.read(some) > 0 && other.read(some) > 0) {
                assertTrue(some.length > 0);
            }
        }
        assertSeconds(10);
    }

    @Test
    void window_rulesFromTheMomentItOpens() throws IOException {
        var slow = new Window(LocalTime.of(0, 0, 5), LocalTime.of(8, 0), limits(10_000, 10_000));
        Pace pace = pace(new Bandwidth(limits(100_000, 100_000), ZoneOffset.UTC, List.of(slow)));
        drain(pace.up(body(610_000)));
        // The piece that was on its way when it opened went at the old pace.
        assertSeconds(15);
    }

    @Test
    void withoutALimit_nothingIsHeldUp() throws IOException {
        var unlimited = new Limits(OptionalLong.empty(), OptionalLong.empty());
        drain(pace(new Bandwidth(unlimited, ZoneOffset.UTC, List.of())).up(body(1_000_000)));
        assertEquals(0, now.get());
    }

    @Test
    void interruptedPause_endsTheBody() {
        Pace pace = new Pace(
                new Bandwidth(limits(10_000, 10_000), ZoneOffset.UTC, List.of()), () -> MIDNIGHT, now::get, pause -> {
                    throw new InterruptedException();
                });
        assertThrows(InterruptedIOException.class, () -> drain(pace.up(body(10_000))));
        assertTrue(Thread.interrupted());
    }

    /** What is sent to sign it, and headers, do not count; all of the body does, both ways, and it arrives as it was. */
    @Test
    void bucket_isWrittenAndReadAtItsPace(MinioServer minio) throws IOException {
        byte[] content = new byte[9_000_000];
        new Random(7).nextBytes(content);
        Location.S3 location = WithMinio.freshLocation(minio);
        Pace pace = pace(new Bandwidth(limits(1_000_000, 3_000_000), ZoneOffset.UTC, List.of()));
        try (Store store = S3Store.open(location, Optional.empty(), Patience.DEFAULT, Optional.of(pace))) {
            try (Store.Upload upload = store.upload("large")) {
                upload.write(ByteBuffer.wrap(content));
                upload.commit();
            }
            assertSeconds(9);
            try (InputStream in = store.read("large", 0, content.length).orElseThrow()) {
                assertArrayEquals(content, in.readAllBytes());
            }
            assertSeconds(12);
        }
    }

    private Pace pace(Bandwidth bandwidth) {
        return new Pace(
                bandwidth, () -> MIDNIGHT.plusNanos(now.get()), now::get, pause -> now.addAndGet(pause.toNanos()));
    }

    private static Limits limits(long upload, long download) {
        return new Limits(OptionalLong.of(upload), OptionalLong.of(download));
    }

    private static InputStream body(int bytes) {
        return new ByteArrayInputStream(new byte[bytes]);
    }

    private static void drain(InputStream in) throws IOException {
        in.transferTo(java.io.OutputStream.nullOutputStream());
    }

    /** The last piece may go on at once. */
    private void assertSeconds(long seconds) {
        assertEquals(seconds, now.get() / 1e9, 0.25);
    }
}
