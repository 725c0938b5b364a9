package dev.hikae.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class EventStreamsTest {
    /** A sink that only knows whether it is open. */
    private static final class Sink implements SseEventSink {
        private volatile boolean closed;

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public CompletionStage<?> send(OutboundSseEvent event) {
            return CompletableFuture.completedStage("sent");
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void openStreams_areClosedWhenTheServiceStops() {
        EventStreams streams = new EventStreams();
        Sink first = new Sink();
        Sink second = new Sink();
        streams.adopt(first);
        streams.adopt(second);
        assertFalse(streams.stopping());
        streams.closeAll();
        assertTrue(streams.stopping());
        assertTrue(first.isClosed());
        assertTrue(second.isClosed());
    }

    @Test
    void streamThatComesTooLate_isClosedAndRefused() {
        EventStreams streams = new EventStreams();
        streams.closeAll();
        Sink late = new Sink();
        HikaeException e = assertThrows(HikaeException.class, () -> streams.adopt(late));
        assertEquals(ServerError.STOPPING, e.code());
        assertTrue(late.isClosed());
    }

    @Test
    void tooManyStreams_areRefused_endedOnesDoNotCount() {
        EventStreams streams = new EventStreams();
        Sink ended = new Sink();
        streams.adopt(ended);
        ended.close();
        for (int i = 0; i < 500; i++) {
            streams.adopt(new Sink());
        }
        assertThrows(HikaeException.class, () -> streams.adopt(new Sink()));
    }
}
