package dev.hikae.drills.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * The embedded fonts, and which characters they can draw.
 *
 * <p>A PDF shows a character without a glyph as {@code #} and still passes every validator, so none may get there:
 * data is shown with {@code [U+XXXX]} in place of such a character.
 */
final class Glyphs {
    static final byte[] REGULAR = load("BIZUDPGothic-Regular.ttf");
    static final byte[] BOLD = load("BIZUDPGothic-Bold.ttf");

    private static final List<CmapLookup> MAPS = List.of(map(REGULAR), map(BOLD));

    private Glyphs() {}

    /** The same text, with what cannot be drawn written out. */
    static String drawable(String text) {
        if (text.codePoints().allMatch(Glyphs::has)) {
            return text;
        }
        var out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (has(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format(Locale.ROOT, "[U+%04X]", c));
            }
        });
        return out.toString();
    }

    /** Whether regular and bold both have a glyph, and it is a character that shows. */
    static boolean has(int codePoint) {
        int type = Character.getType(codePoint);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.PRIVATE_USE
                && MAPS.stream().allMatch(m -> m.getGlyphId(codePoint) != 0);
    }

    /** The font without ligatures: a glyph for "fi" would come back as another text when it is extracted. */
    static TrueTypeFont font(byte[] font) throws IOException {
        TrueTypeFont ttf = new TTFParser().parse(new RandomAccessReadBuffer(font));
        ttf.setEnableGsub(false);
        return ttf;
    }

    private static byte[] load(String name) {
        try (InputStream in = Objects.requireNonNull(Glyphs.class.getResourceAsStream("fonts/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CmapLookup map(byte[] font) {
        try (var ttf = new TTFParser().parse(new RandomAccessReadBuffer(font))) {
            return ttf.getUnicodeCmapLookup();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
