package dev.hikae.server.http;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * The event streams that are open; all are closed as soon as the service begins to stop.
 *
 * <p>An open stream would hold the stop for the whole grace period. A resource adopts its sink before the first
 * event and closes it when the stream ends; adopting after the stop began is refused.
 */
public final class EventStreams implements LifeCycle.Listener {
    /** More than this many at once are refused: each holds a connection. */
    private static final int MOST = 500;

    private final Set<SseEventSink> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    public void adopt(SseEventSink sink) {
        open.removeIf(SseEventSink::isClosed);
        if (open.size() >= MOST) {
            throw new HikaeException(ServerError.TOO_MANY_REQUESTS);
        }
        open.add(sink);
        if (stopping) {
            close(sink);
            throw new HikaeException(ServerError.STOPPING);
        }
    }

    /** Closes a stream that has ended. */
    public void close(SseEventSink sink) {
        open.remove(sink);
        sink.close();
    }

    /** Whether streams should end now. */
    public boolean stopping() {
        return stopping;
    }

    public void closeAll() {
        stopping = true;
        new ArrayList<>(open).forEach(this::close);
    }

    @Override
    public void lifeCycleStopping(LifeCycle event) {
        closeAll();
    }
}
