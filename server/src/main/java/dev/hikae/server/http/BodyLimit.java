package dev.hikae.server.http;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.settings.ServerError;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses bodies above a limit, by their announced length or as soon as they pass it.
 *
 * <p>Whatever is answered, the rest of the body is read: a connection with an unread body is closed, and a client that has
 * begun to use it for its next request would see it break.
 */
@PreMatching
@Priority(0)
public final class BodyLimit implements ContainerRequestFilter, ContainerResponseFilter {
    /** Enough for any plan or form; nothing larger comes in through the API. */
    public static final int BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(BodyLimit.class);
    private static final String BODY = "hikae.body";
    private static final long DRAINED = 16L << 20;

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getLength() > BYTES) {
            throw refused(request.getEntityStream());
        }
        Limited body = new Limited(request.getEntityStream());
        request.setProperty(BODY, body);
        request.setEntityStream(body);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(BODY) instanceof InputStream body)) {
            return;
        }
        try {
            body.skip(DRAINED);
        } catch (IOException e) {
            LOG.debug("the client stopped sending: {}", e.toString());
        }
    }

    /** Reads on for a while: a client that is still sending would see a broken connection instead of the answer. */
    private static HikaeException refused(InputStream in) {
        try {
            in.skip(DRAINED);
        } catch (IOException e) {
            return new HikaeException(e, ServerError.TOO_LARGE);
        }
        return new HikaeException(ServerError.TOO_LARGE);
    }

    private static final class Limited extends FilterInputStream {
        private long left = BYTES;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                count(1);
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            count(Math.max(n, 0));
            return n;
        }

        private void count(int n) {
            left -= n;
            if (left < 0) {
                throw refused(in);
            }
        }
    }
}
