package dev.hikae.engine.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;

/** The first 64 KiB of a stream and its end; the rest is read and dropped, so that the writer never waits. */
public final class Capture {
    public static final int LARGEST = 64 * 1024;

    private static final int LAST = 4 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private byte[] last = new byte[0];
    private boolean truncated;

    /** Reads to the end, or until the stream is closed by somebody else. */
    public void drain(InputStream in) {
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
        if (truncated) {
            keepLast(buffer, n);
        }
    }

    private void keepLast(byte[] buffer, int n) {
        byte[] all = Arrays.copyOf(last, last.length + n);
        System.arraycopy(buffer, 0, all, last.length, n);
        last = Arrays.copyOfRange(all, Math.max(0, all.length - LAST), all.length);
    }

    /** The last lines that are not blank, of the last 4 KiB. */
    public synchronized String lastLines(int most) {
        String end = truncated ? text(last) : text(kept.toByteArray());
        List<String> lines = end.lines().filter(l -> !l.isBlank()).toList();
        String joined = String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
        return joined.substring(Math.max(0, joined.length() - LAST));
    }

    public synchronized boolean truncated() {
        return truncated;
    }

    /** As NFC text; what is not UTF-8 shows as the replacement character. */
    public synchronized String text() {
        return text(kept.toByteArray());
    }

    private static String text(byte[] bytes) {
        return Normalizer.normalize(new String(bytes, StandardCharsets.UTF_8), Normalizer.Form.NFC);
    }
}
