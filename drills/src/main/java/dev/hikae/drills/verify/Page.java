package dev.hikae.drills.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.text.Messages;
import dev.hikae.config.text.Text;
import dev.hikae.drills.register.Population.Count;
import dev.hikae.drills.verify.Check.State;
import java.util.Locale;

/** The verifier's page: what the bundle says, each check, the counts, the limits, the verdict. */
final class Page {
    private final Result result;
    private final Locale locale;
    private final StringBuilder out = new StringBuilder();

    Page(Result result, Locale locale) {
        this.result = result;
        this.locale = Messages.supported(locale);
    }

    static Text text(String key, Object... params) {
        return Text.of("dev.hikae.drills.messages", "verifier." + key, params);
    }

    String text() {
        Facts facts = result.facts();
        line(text("title"));
        line(text("bundle", facts.sha256()));
        line(text("run", facts.runId(), facts.outcome()));
        facts.seal().ifPresent(seal -> line(text("sealed", seal.time(), seal.signer())));
        facts.seal().filter(seal -> seal.timeStamper().contains("built-in")).ifPresent(seal -> line(text("builtin")));
        line(text("root", facts.root()));
        out.append('\n');
        result.checks().forEach(this::check);
        out.append('\n');
        counts(facts.population());
        line(text("limits"));
        out.append('\n');
        line(verdict());
        return out.toString();
    }

    private void check(Check check) {
        out.append('[')
                .append(render(text("state." + check.state().name().toLowerCase(Locale.ROOT))))
                .append("] ")
                .append(render(check.part().title()))
                .append(": ")
                .append(check.detail())
                .append('\n');
    }

    private void counts(JsonNode population) {
        if (population.isObject()) {
            line(text(
                    "counts",
                    population.path("from").asText(),
                    population.path("to").asText(),
                    population.path("gaps").size()));
            for (Count count : Count.values()) {
                out.append("  ")
                        .append(render(text("count." + count.word())))
                        .append(": ")
                        .append(population.path("runs").path(count.word()).asText())
                        .append('\n');
            }
            out.append('\n');
        }
    }

    private Text verdict() {
        long failed = count(State.FAIL);
        long open = count(State.NOT_CHECKED);
        return result.accepted() ? text("accepted") : text("refused", failed, open);
    }

    private long count(State state) {
        return result.checks().stream().filter(c -> c.state() == state).count();
    }

    private void line(Text text) {
        out.append(render(text)).append('\n');
    }

    private String render(Text text) {
        return Messages.render(text, locale);
    }
}
