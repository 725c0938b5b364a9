package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The whole report as one XHTML page, styled for paper. */
final class ReportHtml {
    private final Report report;
    private final Page page;
    private final Words words;
    private final String recordSha256;

    ReportHtml(Report report, Words words, String recordSha256) {
        this.report = report;
        this.page = new Page(words);
        this.words = words;
        this.recordSha256 = recordSha256;
    }

    String write() {
        new OpeningPages(page, report, recordSha256).write();
        preparation();
        run();
        closing();
        return head() + "<body>" + page.html + "</body></html>";
    }

    /** Title of the document, for people and for the PDF's metadata. */
    String title() {
        return report.cover().number() + " " + report.cover().title();
    }

    private void preparation() {
        var s = new PreparationSections(page, report);
        if (drill() || !report.programme().coverage().isEmpty()) {
            page.section("2", s::programme);
        }
        page.section("3", s::scope);
        page.section("4", s::scenario);
        page.section("5", s::targets);
        page.section("6", s::participants);
        page.section("7", s::authorisation);
    }

    private void run() {
        var s = new RunSections(page, report);
        page.section("8", s::timeline);
        page.section("9", s::recovery);
        page.section("10", s::integrity);
    }

    private void closing() {
        var s = new ClosingSections(page, report);
        notes("11", report.security());
        notes("12", report.governance());
        notes("13", report.thirdParties());
        page.section("14", s::aftermath);
        page.section("15", s::deviations);
        page.section("16", s::actions);
        notes("17", report.planChanges());
        page.section("18", s::population);
        page.section("19", s::controls);
        page.section("20", s::limitations);
        page.section("21", s::approvals);
        page.section("A", s::evidence);
        page.section("B", s::environment);
        page.section("C", s::glossary);
        if (!drill()) {
            page.statement("profile.restore-test");
        }
    }

    /** A section of texts only; the short profile of a restore test leaves an empty one out and says so at its end. */
    private void notes(String number, List<Text> texts) {
        if (drill() || !texts.isEmpty()) {
            page.section(number, () -> page.texts(texts, "not-part"));
        }
    }

    private boolean drill() {
        return report.kind() == Report.Kind.DRILL;
    }

    private String head() {
        var head = new Html()
                .raw("<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"")
                .text(words.locale().getLanguage())
                .raw("\"><head>");
        head.element("title", "", title());
        head.raw("<meta name=\"author\" content=\"Hikae\"/><meta name=\"subject\" content=\"")
                .text(words.say("kind", report.kind()) + " " + report.cover().id())
                .raw("\"/><meta name=\"description\" content=\"")
                .text(title())
                .raw("\"/>");
        head.raw("<style>").raw(style()).raw("</style>");
        bookmarks(head);
        return head.raw("</head>").toString();
    }

    private void bookmarks(Html head) {
        head.raw("<bookmarks><bookmark name=\"").text(title()).raw("\" href=\"#s0\"/>");
        for (Page.Mark m : page.marks()) {
            head.raw("<bookmark name=\"").text(m.number() + " " + m.title()).raw("\" href=\"#s" + m.number() + "\"/>");
        }
        head.raw("</bookmarks>");
    }

    private String style() {
        return resource("report.css")
                .replace(
                        "@header@",
                        css(words.say("brand.short") + "  ·  " + report.cover().number()))
                .replace("@footer@", css(report.cover().id()))
                .replace("@page@", css(words.say("page")))
                .replace("@of@", css(words.say("page.of")));
    }

    /** The inside of a CSS string; data in it keeps to letters, digits and a few signs. */
    private static String css(String text) {
        var out = new StringBuilder();
        Glyphs.drawable(text).codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || " ·-_/()、。".indexOf(c) >= 0) {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(ReportHtml.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
