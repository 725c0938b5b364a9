package dev.hikae.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** The first 64 KiB of a stream; the rest is read and dropped, so that the writer never waits. */
final class Capture {
    static final int LARGEST = 64 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;

    /** Reads to the end, or until the stream is closed by somebody else. */
    void drain(InputStream in) {
        byte[] buffer = new byte[8192];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            // The process was ended or the stream closed: what came so far is what there is.
        }
    }

    private synchronized void keep(byte[] buffer, int n) {
        int room = Math.min(n, LARGEST - kept.size());
        kept.write(buffer, 0, room);
        truncated |= room < n;
    }

    synchronized boolean truncated() {
        return truncated;
    }

    /** As NFC text; what is not UTF-8 shows as the replacement character. */
    synchronized String text() {
        return Normalizer.normalize(kept.toString(StandardCharsets.UTF_8), Normalizer.Form.NFC);
    }
}
