package dev.hikae.drills.report;

import static dev.hikae.drills.report.Page.cell;
import static dev.hikae.drills.report.Page.code;
import static dev.hikae.drills.report.Page.pair;

import dev.hikae.drills.register.Population;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Sections 14 to 21 and the annexes. */
final class ClosingSections {
    static final List<String> TERMS = List.of(
            "rto",
            "rpo",
            "ti",
            "td",
            "ts",
            "th",
            "tr",
            "tp",
            "point",
            "copy",
            "drill",
            "test-failover",
            "failback",
            "criterion",
            "observation",
            "inconclusive",
            "register",
            "region",
            "simulated",
            "tsa");

    private final Page page;
    private final Words words;
    private final Report report;

    ClosingSections(Page page, Report report) {
        this.page = page;
        this.words = page.words;
        this.report = report;
    }

    void aftermath() {
        Aftermath a = report.aftermath();
        page.heading("aftermath.failback");
        page.texts(a.failback(), "not-part");
        page.heading("aftermath.destruction");
        page.texts(a.destruction(), "not-part");
        page.heading("aftermath.erasure");
        page.texts(a.erasure(), "not-part");
    }

    void deviations() {
        if (report.deviations().isEmpty()) {
            page.nothing("deviations.none");
            return;
        }
        page.table(
                "wide",
                List.of("column.what", "column.reason", "column.approver"),
                report.deviations().stream()
                        .map(d -> List.of(
                                cell(d.what()),
                                cell(words.render(d.reason())),
                                cell(d.approvedBy().orElseGet(() -> words.say("deviations.unapproved")))))
                        .toList());
    }

    void actions() {
        page.heading("actions.new");
        actions(false, "actions.none");
        page.heading("actions.earlier");
        actions(true, "actions.earlier.none");
    }

    private void actions(boolean earlier, String ifNone) {
        var rows = report.actions().stream()
                .filter(a -> a.fromEarlierDrill() == earlier)
                .map(this::action)
                .toList();
        if (rows.isEmpty()) {
            page.nothing(ifNone);
            return;
        }
        page.table(
                "wide",
                List.of("column.id", "column.what", "column.owner", "column.due", "column.state", "column.retest"),
                rows);
    }

    private List<Page.Cell> action(CorrectiveAction a) {
        return List.of(
                cell(a.id()),
                cell(a.what()),
                cell(a.owner()),
                cell(a.due().toString()),
                cell(words.say("action-state", a.state())),
                cell(a.retestRun().orElseGet(() -> words.say("none")), "code"));
    }

    void population() {
        report.population().ifPresentOrElse(this::population, () -> page.nothing("population.none"));
    }

    private void population(Population p) {
        page.statement("population.text", words.time(p.from()), words.time(p.to()));
        page.table(
                "wide",
                List.of("column.leaf-kind", "column.count"),
                Arrays.stream(Population.Count.values())
                        .map(c -> List.of(cell(words.say("count", c)), cell(words.count(p.of(c)))))
                        .toList());
        gaps(p);
        page.pairs(List.of(pair("population.size", words.count(p.logSize())), code("population.root", p.rootSha256())));
    }

    private void gaps(Population p) {
        if (p.gaps().isEmpty()) {
            page.statement("population.gaps.none");
            return;
        }
        page.table(
                "wide",
                List.of("column.run", "column.reason", "column.since"),
                p.gaps().stream()
                        .map(g -> List.of(
                                cell(g.run().value(), "code"),
                                cell(words.say("gap", g.reason())),
                                cell(words.time(g.since()))))
                        .toList());
    }

    void controls() {
        page.statement("controls.text");
        if (report.controls().isEmpty()) {
            page.nothing("controls.none");
            return;
        }
        page.table(
                "wide controls",
                List.of("column.framework", "column.control", "column.relevant"),
                report.controls().stream().map(this::control).toList());
    }

    private List<Page.Cell> control(Control c) {
        String sections = c.sections().stream().collect(Collectors.joining(", "));
        return List.of(
                cell(words.say("framework." + c.framework())),
                cell(c.id() + " " + words.say("topic." + c.topic())),
                cell(words.say("controls.relevant", c.id(), sections)));
    }

    void limitations() {
        page.texts(report.limitations(), "none");
    }

    void approvals() {
        if (report.approvals().isEmpty()) {
            page.nothing("approvals.none");
            return;
        }
        page.table(
                "wide",
                List.of("column.name", "column.role", "column.at", "column.comment", "column.certificate"),
                report.approvals().stream()
                        .map(a -> List.of(
                                cell(a.name()),
                                cell(a.role()),
                                cell(words.time(a.at())),
                                cell(a.comment()),
                                cell(a.certificateSha256(), "code")))
                        .toList());
    }

    void evidence() {
        page.statement("evidence.text");
        if (report.evidence().isEmpty()) {
            page.nothing("evidence.none");
            return;
        }
        page.table(
                "wide evidence",
                List.of("column.path", "column.sha256", "column.size", "column.collector"),
                report.evidence().stream().map(this::file).toList());
    }

    private List<Page.Cell> file(EvidenceFile f) {
        String how = f.parameters().isBlank() ? f.collector() : f.collector() + " · " + f.parameters();
        return List.of(cell(f.path(), "code"), cell(f.sha256(), "code"), cell(words.bytes(f.size())), cell(how));
    }

    void environment() {
        Environment e = report.environment();
        String none = words.say("not-recorded");
        page.pairs(List.of(
                pair("environment.version", e.version()),
                code("environment.commit", e.commit().orElse(none)),
                code("environment.sbom", e.sbomSha256().orElse(none)),
                pair("environment.jdk", e.jdk()),
                pair("environment.os", e.os()),
                pair("environment.host", e.host().orElse(none)),
                code("environment.configuration", e.configurationSha256().orElse(none)),
                code("environment.repository", e.repositoryId()),
                pair("environment.format", String.valueOf(e.repositoryFormat())),
                code("environment.owner", e.ownerFingerprint())));
    }

    void glossary() {
        page.html.open("table", "pairs glossary").open("tbody");
        for (String term : TERMS) {
            page.html
                    .open("tr")
                    .open("th", "", "scope", "row")
                    .text(words.say("term." + term))
                    .close();
            page.html.element("td", "", words.say("term." + term + ".means")).close();
        }
        page.html.close().close();
    }
}
