package dev.hikae.engine.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An answer's body that hangs up when it is closed before its end, instead of reading the rest. One that was read as far as
 * its length says has ended: its connection serves the next request.
 */
final class AbortingStream extends FilterInputStream {
    private final ResponseInputStream<?> body;
    private long left;
    private boolean ended;

    AbortingStream(ResponseInputStream<GetObjectResponse> body) {
        super(body);
        this.body = body;
        this.left = Optional.ofNullable(body.response().contentLength()).orElse(Long.MAX_VALUE);
    }

    @Override
    public int read() throws IOException {
        try {
            int b = super.read();
            count(b < 0 ? b : 1);
            return b;
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            int n = super.read(bytes, from, length);
            count(n);
            return n;
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    private void count(int read) {
        left -= Math.max(0, read);
        ended |= read < 0 || left <= 0;
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            super.close();
        } else {
            body.abort();
        }
    }
}
