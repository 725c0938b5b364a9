package dev.hikae.drills.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes XHTML; every text and attribute is escaped and drawable. */
final class Html {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element of a style class; an empty class gives none. */
    Html open(String element, String style) {
        out.append('<').append(element);
        if (!style.isEmpty()) {
            attribute("class", style);
        }
        out.append('>');
        open.push(element);
        return this;
    }

    Html open(String element) {
        return open(element, "");
    }

    /** Opens an element with one more attribute. */
    Html open(String element, String style, String name, String value) {
        open(element, style);
        out.setLength(out.length() - 1);
        attribute(name, value);
        out.append('>');
        return this;
    }

    Html close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    Html text(String text) {
        escape(Glyphs.drawable(text));
        return this;
    }

    /** One element that holds only text. */
    Html element(String element, String style, String text) {
        return open(element, style).text(text).close();
    }

    /** Ours, never data. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        escape(Glyphs.drawable(value));
        out.append('"');
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("bug: not closed: " + open);
        }
        return out.toString();
    }
}
