package dev.hikae.drills.report;

import static dev.hikae.drills.report.Page.cell;
import static dev.hikae.drills.report.Page.code;
import static dev.hikae.drills.report.Page.pair;

import dev.hikae.config.text.Text;
import dev.hikae.drills.run.DrillEvent;
import dev.hikae.drills.run.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sections 8 to 10: what happened, how long it took, and whether the data is right. */
final class RunSections {
    private final Page page;
    private final Words words;
    private final Report report;

    RunSections(Page page, Report report) {
        this.page = page;
        this.words = page.words;
        this.report = report;
    }

    void timeline() {
        page.statement(
                "timeline.day",
                words.time(report.cover().startedAt()),
                words.time(report.cover().endedAt()));
        if (report.timeline().steps().isEmpty()) {
            page.nothing("timeline.none");
        } else {
            steps();
        }
        page.heading("timeline.events");
        if (report.timeline().events().isEmpty()) {
            page.nothing("timeline.events.none");
            return;
        }
        page.table(
                "wide events",
                List.of("column.at", "column.event", "column.actor", "column.what"),
                report.timeline().events().stream().map(this::event).toList());
    }

    private void steps() {
        page.html.open("table", "wide steps").open("thead").open("tr");
        for (String c : List.of("step", "result", "start", "elapsed", "bar")) {
            page.html
                    .open("th", c, "scope", "col")
                    .text(words.say("column." + c))
                    .close();
        }
        page.html.close().close().open("tbody");
        report.timeline().steps().forEach(this::step);
        page.html.close().close();
        page.statement("timeline.legend");
    }

    private void step(Timeline.Row r) {
        String state = r.state().name().toLowerCase(Locale.ROOT);
        page.html.open("tr", state).open("td", "step");
        page.html.element("div", "title", r.title());
        page.html.element("div", "note", kind(r));
        page.html.element("div", "detail", words.render(r.detail())).close();
        page.html.element("td", "state " + state, words.say("state", r.state()));
        page.html.element("td", "time", r.startedAt().map(words::clock).orElse("–"));
        page.html.element("td", "time", r.state() == StepState.NOT_RUN ? "–" : words.duration(r.elapsed()));
        page.html.open("td", "bar");
        bar(r);
        page.html.close().close();
    }

    private String kind(Timeline.Row r) {
        var parts = new ArrayList<String>();
        parts.add(words.say("action", r.action()));
        parts.add(words.say(r.criterion() ? "criterion" : "observation"));
        if (r.always()) {
            parts.add(words.say("always"));
        }
        if (r.attempts() > 1) {
            parts.add(words.say("attempts", r.attempts()));
        }
        return String.join(" · ", parts);
    }

    /** Where in the run the step lay, as blocks of per mille of the width. */
    private void bar(Timeline.Row r) {
        if (r.startedAt().isEmpty() || r.endedAt().isEmpty()) {
            return;
        }
        Instant from = report.cover().startedAt();
        long total =
                Math.max(1, Duration.between(from, report.cover().endedAt()).toMillis());
        long start = bounded(Duration.between(from, r.startedAt().get()).toMillis() * 100 / total, 0, 98);
        long width = bounded(
                Duration.between(r.startedAt().get(), r.endedAt().get()).toMillis() * 100 / total, 2, 100 - start);
        page.html.raw(
                "<div class=\"track\"><div class=\"fill " + r.state().name().toLowerCase(Locale.ROOT)
                        + "\" style=\"margin-left:" + start + "%;width:" + width + "%\"></div></div>");
    }

    private static long bounded(long value, long least, long most) {
        return Math.max(least, Math.min(most, value));
    }

    private List<Page.Cell> event(DrillEvent e) {
        String step = e.step().map(s -> " (" + s + ")").orElse("");
        return List.of(
                cell(words.clock(e.at()), "time"),
                cell(words.say("event", e.kind()) + step),
                cell(e.actor()),
                cell(words.render(e.text())));
    }

    void recovery() {
        page.statement("recovery.definitions");
        report.recovery().services().forEach(this::service);
    }

    private void service(Recovery.Service s) {
        page.html.element("h3", "", words.say("recovery.service", s.name()));
        Recovery.Rto rto = s.rto();
        Recovery.Rpo rpo = s.rpo();
        page.table(
                "wide objectives",
                List.of("column.objective", "column.target", "column.achieved", "column.result"),
                List.of(
                        row("RTO", rto.target(), rto.business(), rto.state()),
                        row("RPO", rpo.target(), rpo.achieved(), rpo.state())));
        page.pairs(List.of(
                pair("recovery.rto.basis", words.render(rto.basis())),
                pair("recovery.rpo.basis", words.render(rpo.basis()))));
        page.heading("recovery.split");
        page.pairs(List.of(
                pair("recovery.decision", words.duration(rto.decision())),
                pair("recovery.waiting", words.duration(rto.waiting())),
                pair("recovery.machine", orNotReached(rto.machine())),
                pair("recovery.business", orNotReached(rto.business())),
                pair("recovery.execution", orNotReached(rto.execution()))));
        page.heading("recovery.clocks");
        Recovery.Times t = s.times();
        page.pairs(List.of(
                pair("clock.ti", words.time(t.incident())),
                pair("clock.td", words.time(t.declared())),
                pair("clock.ts", words.time(t.planStarted())),
                pair("clock.th", words.time(t.healthy())),
                pair("clock.tr", words.time(t.newestData())),
                pair("clock.tp", words.time(t.recoveryPoint()))));
    }

    private String orNotReached(Optional<Duration> d) {
        return d.map(words::duration).orElseGet(() -> words.say("not-reached"));
    }

    private List<Page.Cell> row(
            String name, Duration target, Optional<Duration> achieved, dev.hikae.drills.run.Judgement.State state) {
        return List.of(
                cell(name),
                cell(words.duration(target)),
                cell(achieved.map(words::duration).orElseGet(() -> words.say("not-achieved", state))),
                cell(words.say("objective", state), state.name().toLowerCase(Locale.ROOT)));
    }

    void integrity() {
        Integrity i = report.integrity();
        page.heading("integrity.points");
        if (i.points().isEmpty()) {
            page.nothing("integrity.points.none");
        }
        i.points().forEach(this::point);
        page.paragraph(words.render(i.sampling()));
        page.heading("integrity.restored");
        i.restored().ifPresentOrElse(this::restored, () -> page.nothing("integrity.restored.none"));
        page.heading("integrity.checked");
        i.checked().ifPresentOrElse(this::checked, () -> page.nothing("integrity.checked.none"));
        page.heading("integrity.probes");
        probes(i.probes());
        page.heading("integrity.reconciliations");
        page.texts(i.reconciliations(), "integrity.reconciliations.none");
    }

    private void point(Integrity.Point p) {
        page.pairs(List.of(
                code("point.id", p.id()),
                pair("point.host", p.host().orElseGet(() -> words.say("not-recorded"))),
                pair("point.captured", words.time(p.capturedAt())),
                pair("point.committed", words.time(p.committedAt())),
                pair("point.age", words.duration(p.age())),
                pair("point.complete", p.complete().map(words::yesNo).orElseGet(() -> words.say("not-recorded"))),
                pair("point.held", p.heldIn().isEmpty() ? words.say("none") : String.join(", ", p.heldIn())),
                pair("point.read", read(p.bytesFrom())),
                pair("point.lock", p.lock().orElseGet(() -> words.say("point.lock.none")))));
    }

    private String read(Map<String, Long> from) {
        return from.isEmpty()
                ? words.say("not-recorded")
                : new TreeMap<>(from)
                        .entrySet().stream()
                                .map(e -> e.getKey() + ": " + words.bytes(e.getValue()))
                                .collect(Collectors.joining(" · "));
    }

    private void restored(Integrity.Restored r) {
        page.pairs(List.of(
                pair(
                        "restored.expected",
                        words.say("entries-bytes", words.count(r.expectedEntries()), words.bytes(r.expectedBytes()))),
                pair("restored.found", words.say("entries-bytes", words.count(r.entries()), words.bytes(r.bytes()))),
                pair("restored.elapsed", words.duration(r.elapsed())),
                pair("restored.failed", words.count(r.failedCount())),
                pair("restored.healed", words.count(r.healedCount())),
                pair("restored.observations", words.count(r.observationCount()))));
        findings("findings.failed", r.failed());
        findings("findings.healed", r.healed());
        findings("findings.observations", r.observations());
    }

    private void checked(Integrity.Checked c) {
        page.pairs(List.of(
                pair("checked.entries", words.count(c.entries())),
                pair("checked.files", words.say("files-bytes", words.count(c.files()), words.bytes(c.bytes()))),
                pair("checked.mismatches", words.count(c.mismatchCount())),
                pair("checked.observations", words.count(c.observationCount()))));
        findings("findings.mismatches", c.mismatches());
        findings("findings.observations", c.observations());
    }

    private void findings(String title, List<Integrity.Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        page.html.element("h4", "", words.say(title, findings.size()));
        page.table(
                "wide findings",
                List.of("column.path", "column.what"),
                findings.stream()
                        .map(f -> List.of(cell(f.path(), "code"), cell(words.render(f.what()))))
                        .toList());
    }

    private void probes(List<Integrity.Probe> probes) {
        if (probes.isEmpty()) {
            page.nothing("integrity.probes.none");
            return;
        }
        page.table(
                "wide",
                List.of("column.probe", "column.expected", "column.observed", "column.result"),
                probes.stream().map(this::probe).toList());
    }

    private List<Page.Cell> probe(Integrity.Probe p) {
        Text expected = p.expected();
        return List.of(
                cell(p.name()),
                cell(words.render(expected)),
                cell(words.render(p.observed())),
                cell(words.say(p.passed() ? "probe.passed" : "probe.failed"), p.passed() ? "met" : "missed"));
    }
}
