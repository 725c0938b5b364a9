package dev.hikae.engine.store;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/** An answer's body that hangs up when it is closed before its end, instead of reading the rest. */
final class AbortingStream extends FilterInputStream {
    private final ResponseInputStream<?> body;
    private boolean ended;

    AbortingStream(ResponseInputStream<?> body) {
        super(body);
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        try {
            int b = super.read();
            ended |= b < 0;
            return b;
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            int n = super.read(bytes, from, length);
            ended |= n < 0;
            return n;
        } catch (SdkException e) {
            throw new IOException(e);
        }
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
