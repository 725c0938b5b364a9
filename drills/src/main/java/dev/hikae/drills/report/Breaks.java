package dev.hikae.drills.report;

import com.openhtmltopdf.extend.FSTextBreaker;
import java.text.BreakIterator;
import java.util.Locale;

/** Where lines may break; the JDK's rules keep 、 and 。 off the start of a line. */
final class Breaks implements FSTextBreaker {
    private final BreakIterator iterator;

    private Breaks(BreakIterator iterator) {
        this.iterator = iterator;
    }

    static Breaks lines(Locale locale) {
        return new Breaks(BreakIterator.getLineInstance(locale));
    }

    static Breaks characters(Locale locale) {
        return new Breaks(BreakIterator.getCharacterInstance(locale));
    }

    @Override
    public int next() {
        return iterator.next();
    }

    @Override
    public void setText(String text) {
        iterator.setText(text);
    }
}
