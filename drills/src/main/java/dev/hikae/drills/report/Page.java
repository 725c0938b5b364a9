package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import java.util.ArrayList;
import java.util.List;

/** The building blocks of the report's pages: sections, tables of names and values, tables of rows, statements. */
final class Page {
    final Html html = new Html();
    final Words words;
    private final List<Mark> marks = new ArrayList<>();

    Page(Words words) {
        this.words = words;
    }

    /** A numbered section: {@code report.section.<number>} names it. */
    void section(String number, Runnable content) {
        String title = words.say("section." + number);
        marks.add(new Mark(number, title));
        html.open("div", "section section-" + number).open("h2", "", "id", "s" + number);
        html.element("span", "number", number).text(" ").text(title).close();
        content.run();
        html.close();
    }

    List<Mark> marks() {
        return List.copyOf(marks);
    }

    void heading(String key) {
        html.element("h3", "", words.say(key));
    }

    /** A sentence of ours. */
    void statement(String key, Object... params) {
        html.element("p", "statement", words.say(key, params));
    }

    /** A sentence that says that there is nothing to say. */
    void nothing(String key) {
        html.element("p", "nothing", words.say(key));
    }

    void paragraph(String text) {
        html.element("p", "", text);
    }

    /** The texts as a list; with none, the sentence that says so. */
    void texts(List<Text> texts, String ifNone) {
        if (texts.isEmpty()) {
            nothing(ifNone);
            return;
        }
        html.open("ul");
        texts.forEach(t -> html.element("li", "", words.render(t)));
        html.close();
    }

    /** A table of two columns; each name is {@code report.<key>}. */
    void pairs(List<Pair> pairs) {
        html.open("table", "pairs").open("tbody");
        for (Pair p : pairs) {
            html.open("tr")
                    .open("th", "", "scope", "row")
                    .text(words.say(p.key))
                    .close();
            html.element("td", p.style, p.value).close();
        }
        html.close().close();
    }

    /** A table with a head; each column is {@code report.<key>}, and its class is the key's last part. */
    void table(String style, List<String> columns, List<List<Cell>> rows) {
        html.open("table", style).open("thead").open("tr");
        columns.forEach(c -> html.open("th", c.substring(c.lastIndexOf('.') + 1), "scope", "col")
                .text(words.say(c))
                .close());
        html.close().close().open("tbody");
        for (List<Cell> row : rows) {
            html.open("tr");
            row.forEach(c -> html.element("td", c.style, c.value));
            html.close();
        }
        html.close().close();
    }

    static Pair pair(String key, String value) {
        return new Pair(key, value, "");
    }

    /** A hash or an id: in smaller type, broken anywhere. */
    static Pair code(String key, String value) {
        return new Pair(key, value, "code");
    }

    static Cell cell(String value) {
        return new Cell(value, "");
    }

    static Cell cell(String value, String style) {
        return new Cell(value, style);
    }

    /** A name and its value. */
    record Pair(String key, String value, String style) {}

    /** One cell of a table. */
    record Cell(String value, String style) {}

    /** Where a section is, for bookmarks and the table of contents. */
    record Mark(String number, String title) {}
}
