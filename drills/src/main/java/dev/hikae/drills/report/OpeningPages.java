package dev.hikae.drills.report;

import static dev.hikae.drills.report.Page.code;
import static dev.hikae.drills.report.Page.pair;

import dev.hikae.config.runbook.DrillType;
import dev.hikae.drills.run.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Cover with verification box, and the executive summary on a page of its own. */
final class OpeningPages {
    private final Page page;
    private final Words words;
    private final Report report;
    private final String recordSha256;

    OpeningPages(Page page, Report report, String recordSha256) {
        this.page = page;
        this.words = page.words;
        this.report = report;
        this.recordSha256 = recordSha256;
    }

    void write() {
        cover();
        page.section("1", this::summary);
    }

    private void cover() {
        Cover cover = report.cover();
        page.html.open("div", "cover", "id", "s0");
        page.html.element("p", "brand", words.say("brand"));
        page.html.element("p", "kind", words.say("kind", report.kind()) + " · " + words.say("type", cover.type()));
        page.html.element("h1", "", cover.title());
        cover.organisation().ifPresent(o -> page.html.element("p", "organisation", o));
        verdict();
        page.pairs(coverPairs(cover));
        notices(cover);
        verificationBox();
        page.html.close();
    }

    private List<Page.Pair> coverPairs(Cover cover) {
        return List.of(
                pair("cover.number", cover.number()),
                pair("cover.plan", report.scope().plan()),
                pair("cover.started", words.time(cover.startedAt())),
                pair("cover.ended", words.time(cover.endedAt())),
                pair("cover.issued", words.time(cover.issuedAt())),
                code("cover.run", cover.run()),
                code("cover.id", cover.id()));
    }

    private void verdict() {
        String verdict = report.summary().verdict().name().toLowerCase(Locale.ROOT);
        page.html.open("div", "verdict " + verdict);
        page.html.element("p", "word", words.say("verdict." + verdict));
        boolean negative = report.cover().type() == DrillType.NEGATIVE_CONTROL;
        String means = negative ? "verdict.negative." + verdict : "verdict." + verdict + ".means";
        page.html.element("p", "", words.say(means)).close();
    }

    private void notices(Cover cover) {
        if (cover.notices().isEmpty()) {
            return;
        }
        page.html.open("div", "notices").element("h3", "", words.say("cover.notices"));
        page.texts(cover.notices(), "none");
        page.html.close();
    }

    private void verificationBox() {
        Verification v = report.verification();
        page.html.open("div", "box").element("h3", "", words.say("verification.title"));
        page.statement("verification.how");
        var pairs = new ArrayList<Page.Pair>();
        pairs.add(code("verification.record", recordSha256));
        pairs.add(code("verification.root", v.rootFingerprint().orElseGet(() -> words.say("verification.root.none"))));
        pairs.add(pair(
                "verification.tsa",
                words.say("tsa", v.tsa()) + v.tsaUrl().map(u -> " " + u).orElse("")));
        pairs.add(pair(
                "verification.leaf",
                v.startedLeaf().map(String::valueOf).orElseGet(() -> words.say("verification.leaf.none"))));
        page.pairs(pairs);
        page.html.element("p", "command", "hikae evidence verify BUNDLE.zip --root ROOT.pem");
        page.html.close();
    }

    private void summary() {
        verdict();
        page.heading("summary.reasons");
        page.texts(report.summary().reasons(), "none");
        page.heading("summary.objectives");
        objectives();
        page.heading("summary.steps");
        Summary.Counts n = report.summary().steps();
        page.statement("summary.counts", n.succeeded(), n.failed(), n.notEvaluable(), n.notRun());
        page.heading("summary.limits");
        page.statement("summary.limits.text");
    }

    private void objectives() {
        var rows = new ArrayList<List<Page.Cell>>();
        for (Recovery.Service s : report.recovery().services()) {
            rows.add(objective(
                    s.name() + " · RTO",
                    s.rto().target(),
                    s.rto().business(),
                    s.rto().state()));
            rows.add(objective(
                    s.name() + " · RPO",
                    s.rpo().target(),
                    s.rpo().achieved(),
                    s.rpo().state()));
        }
        page.table(
                "wide objectives",
                List.of("column.objective", "column.target", "column.achieved", "column.result"),
                rows);
    }

    private List<Page.Cell> objective(
            String name, java.time.Duration target, Optional<java.time.Duration> achieved, Judgement.State state) {
        return List.of(
                Page.cell(name),
                Page.cell(words.duration(target)),
                Page.cell(achieved.map(words::duration).orElseGet(() -> words.say("not-achieved", state))),
                Page.cell(words.say("objective", state), state.name().toLowerCase(Locale.ROOT)));
    }
}
