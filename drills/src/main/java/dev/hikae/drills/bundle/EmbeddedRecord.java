package dev.hikae.drills.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Finds out whether a PDF carries given bytes as an attachment, from its streams alone. */
public final class EmbeddedRecord {
    private static final String STREAM = "stream";

    private EmbeddedRecord() {}

    /** Whether some stream of the PDF, plain or deflated, is exactly the record. */
    public static boolean in(byte[] pdf, byte[] record) {
        String text = new String(pdf, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(STREAM); at >= 0; at = text.indexOf(STREAM, at + 1)) {
            int start = dataAfter(text, at + STREAM.length());
            if (plain(pdf, start, record) || deflated(pdf, start, record)) {
                return true;
            }
        }
        return false;
    }

    private static int dataAfter(String text, int at) {
        int start = at < text.length() && text.charAt(at) == '\r' ? at + 1 : at;
        return start < text.length() && text.charAt(start) == '\n' ? start + 1 : start;
    }

    private static boolean plain(byte[] pdf, int start, byte[] record) {
        int end = start + record.length;
        return end <= pdf.length && Arrays.equals(pdf, start, end, record, 0, record.length);
    }

    private static boolean deflated(byte[] pdf, int start, byte[] record) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(pdf, start, pdf.length - start);
            byte[] out = new byte[record.length + 1];
            int length = 0;
            while (length < out.length && !inflater.finished()) {
                int read = inflater.inflate(out, length, out.length - length);
                if (read == 0) {
                    break;
                }
                length += read;
            }
            return length == record.length && Arrays.equals(out, 0, length, record, 0, length);
        } catch (DataFormatException e) {
            // Not a deflated stream, so not ours.
            return false;
        } finally {
            inflater.end();
        }
    }
}
