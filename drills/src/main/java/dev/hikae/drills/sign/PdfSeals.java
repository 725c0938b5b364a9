package dev.hikae.drills.sign;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a PDF's PAdES signature from the bytes alone: one signature, over all of the file but its own hexadecimal
 * digits, cut by DER length from the zeros behind it.
 */
public final class PdfSeals {
    private static final Pattern BYTE_RANGE =
            Pattern.compile("/ByteRange\\s*\\[\\s*(\\d{1,10})\\s+(\\d{1,10})\\s+(\\d{1,10})\\s+(\\d{1,10})\\s*]");

    private final Seals seals;

    public PdfSeals(Seals seals) {
        this.seals = seals;
    }

    /** Requires one valid signature over the whole file. */
    public Seals.Seal check(byte[] pdf) throws NotVerified {
        String text = new String(pdf, StandardCharsets.ISO_8859_1);
        Matcher range = BYTE_RANGE.matcher(text);
        if (!range.find()) {
            throw new NotVerified("the PDF carries no signature");
        }
        long[] r = {number(range, 1), number(range, 2), number(range, 3), number(range, 4)};
        if (range.find()) {
            throw new NotVerified("the PDF carries more than one signature");
        }
        boolean whole = r[0] == 0 && r[1] < r[2] && r[2] + r[3] == pdf.length;
        if (!whole) {
            throw new NotVerified("the signature does not cover the whole PDF");
        }
        int from = (int) r[1];
        int to = (int) r[2];
        return seals.detached(contents(text.substring(from, to)), signed(pdf, from, to));
    }

    private static long number(Matcher range, int group) {
        return Long.parseLong(range.group(group));
    }

    private static byte[] signed(byte[] pdf, int from, int to) {
        byte[] signed = Arrays.copyOf(pdf, from + pdf.length - to);
        System.arraycopy(pdf, to, signed, from, pdf.length - to);
        return signed;
    }

    private static byte[] contents(String hole) throws NotVerified {
        try {
            if (hole.startsWith("<") && hole.endsWith(">")) {
                byte[] padded = HexFormat.of().parseHex(hole.substring(1, hole.length() - 1));
                return cut(padded);
            }
        } catch (IllegalArgumentException e) {
            throw new NotVerified("the signature is not hexadecimal", e);
        }
        throw new NotVerified("more than the signature lies outside what is signed");
    }

    /** The first DER value; only zeros may follow. */
    private static byte[] cut(byte[] padded) throws NotVerified {
        int lengthBytes = padded.length > 2 && (padded[1] & 0x80) != 0 ? padded[1] & 0x7f : 0;
        if (padded.length < 6 || padded[0] != 0x30 || lengthBytes == 0 || lengthBytes > 3) {
            throw new NotVerified("the signature is not a DER sequence");
        }
        int end = 2 + lengthBytes;
        int length = 0;
        for (int i = 2; i < 2 + lengthBytes; i++) {
            length = (length << 8) | (padded[i] & 0xff);
        }
        end += length;
        if (end > padded.length) {
            throw new NotVerified("the signature is cut short");
        }
        for (int i = end; i < padded.length; i++) {
            if (padded[i] != 0) {
                throw new NotVerified("something hides behind the signature");
            }
        }
        return Arrays.copyOf(padded, end);
    }
}
