package dev.hikae.drills.report;

import static dev.hikae.drills.report.Page.cell;
import static dev.hikae.drills.report.Page.code;
import static dev.hikae.drills.report.Page.pair;

import dev.hikae.drills.run.ApprovalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Sections 2 to 7: what was fixed before the run. */
final class PreparationSections {
    private final Page page;
    private final Words words;
    private final Report report;

    PreparationSections(Page page, Report report) {
        this.page = page;
        this.words = page.words;
        this.report = report;
    }

    void programme() {
        Programme p = report.programme();
        p.name().ifPresent(n -> page.statement("programme.name", n));
        if (p.periodFrom().isPresent() && p.periodTo().isPresent()) {
            page.statement(
                    "programme.period",
                    words.day(p.periodFrom().get()),
                    words.day(p.periodTo().get()));
        }
        if (p.coverage().isEmpty()) {
            page.nothing("programme.none");
            return;
        }
        page.table(
                "wide",
                List.of("column.subject", "column.exercised", "column.open"),
                p.coverage().stream().map(this::coverage).toList());
    }

    private List<Page.Cell> coverage(Programme.Coverage c) {
        return List.of(
                cell(words.say("subject", c.subject())),
                cell(words.say("of", words.count(c.exercised()), words.count(c.total()))),
                cell(c.open().isEmpty() ? words.say("none") : String.join(", ", c.open())));
    }

    void scope() {
        Scope s = report.scope();
        page.pairs(List.of(
                pair("scope.plan", s.plan()),
                pair("scope.description", s.planDescription().isBlank() ? words.say("none") : s.planDescription()),
                pair("scope.repository", s.repository()),
                pair("scope.sources", s.sources().isEmpty() ? words.say("none") : String.join(", ", s.sources())),
                pair(
                        "scope.paths",
                        s.paths().isEmpty() ? words.say("scope.paths.all") : String.join(", ", s.paths()))));
        page.table(
                "wide",
                List.of("column.region", "column.role", "column.location", "column.drill"),
                s.regions().stream().map(this::region).toList());
        page.heading("scope.exclusions");
        if (s.exclusions().isEmpty()) {
            page.nothing("scope.exclusions.none");
            return;
        }
        page.table(
                "wide",
                List.of("column.excluded", "column.reason"),
                s.exclusions().stream()
                        .map(e -> List.of(cell(e.what()), cell(e.reason())))
                        .toList());
    }

    private List<Page.Cell> region(Scope.Region r) {
        return List.of(
                cell(r.name()),
                cell(words.say(r.home() ? "region.home" : "region.copy")),
                cell(r.location()),
                cell(words.say(r.simulatedDown() ? "region.down" : "region.up")));
    }

    void scenario() {
        Scenario s = report.scenario();
        if (s.text().isBlank()) {
            page.nothing("scenario.none");
        } else {
            page.paragraph(s.text());
        }
        page.heading("scenario.assumptions");
        page.texts(s.assumptions(), "scenario.assumptions.none");
        page.heading("scenario.simulated");
        page.texts(s.simulated(), "scenario.simulated.none");
    }

    void targets() {
        Targets t = report.targets();
        var pairs = new ArrayList<Page.Pair>();
        pairs.add(pair("targets.rto", words.duration(t.rto())));
        pairs.add(pair("targets.rpo", words.duration(t.rpo())));
        pairs.add(pair("targets.frozen", words.time(t.frozenAt())));
        pairs.add(code("targets.plan-hash", t.planSha256()));
        t.planRevision().ifPresent(r -> pairs.add(pair("targets.revision", String.valueOf(r))));
        t.runbook().ifPresent(r -> pairs.add(pair("targets.runbook", r)));
        t.runbookSha256().ifPresent(h -> pairs.add(code("targets.runbook-hash", h)));
        page.pairs(pairs);
        page.heading("targets.criteria");
        if (t.criteria().isEmpty()) {
            page.nothing("targets.criteria.none");
            return;
        }
        page.html.open("ol");
        t.criteria().forEach(c -> page.html.element("li", "", c));
        page.html.close();
    }

    void participants() {
        if (report.participants().isEmpty()) {
            page.nothing("participants.none");
            return;
        }
        page.table(
                "wide",
                List.of("column.name", "column.role"),
                report.participants().stream()
                        .map(p -> List.of(cell(p.name()), cell(words.say("role", p.role()))))
                        .toList());
    }

    void authorisation() {
        Authorisation a = report.authorisation();
        page.pairs(List.of(
                pair("authorisation.starter", a.startedBy()),
                pair("authorisation.permit", a.keyPermit().orElseGet(() -> words.say("not-recorded")))));
        page.heading("authorisation.approvals");
        if (a.approvals().isEmpty()) {
            page.nothing("authorisation.approvals.none");
        } else {
            page.table(
                    "wide approvals",
                    List.of("column.question", "column.requested", "column.answer", "column.comment"),
                    a.approvals().stream().map(this::approval).toList());
        }
        page.heading("authorisation.safety");
        page.texts(a.safety(), "none");
    }

    private List<Page.Cell> approval(ApprovalRecord a) {
        String answer = a.answeredAt().stream()
                .map(words::time)
                .collect(Collectors.joining("", words.say("approval", a.outcome()) + " ", ""));
        return List.of(
                cell(a.question()),
                cell(words.time(a.requestedAt()) + " · " + a.requestedBy()),
                cell(answer + a.by().map(b -> " · " + b).orElse("")),
                cell(a.comment().filter(c -> !c.isBlank()).orElseGet(() -> words.say("none"))));
    }
}
