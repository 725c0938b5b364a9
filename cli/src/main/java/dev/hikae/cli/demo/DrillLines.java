package dev.hikae.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A drill's timeline and objectives on the screen. */
final class DrillLines {
    private DrillLines() {}

    static void show(DemoScreen screen, JsonNode outcome) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode step : outcome.get("steps")) {
            rows.add(List.of(
                    clock(step),
                    StateWord.of(step.get("state").asText()),
                    Iso.people(step.get("elapsed").asText()),
                    step.get("step").get("title").asText()));
        }
        screen.table(rows);
        JsonNode judgement = outcome.get("judgement");
        objective(screen, "RTO", judgement.get("rto"));
        objective(screen, "RPO", judgement.get("rpo"));
        screen.say("verdict", StateWord.of(judgement.get("verdict").asText()));
    }

    private static String clock(JsonNode step) {
        return step.has("started_at") ? step.get("started_at").asText().replaceAll(".*T|\\..*|Z$", "") + " UTC" : "–";
    }

    static void objective(DemoScreen screen, String name, JsonNode objective) {
        screen.say(
                "objective",
                name,
                Iso.people(objective.get("target").asText()),
                objective.has("achieved") ? Iso.people(objective.get("achieved").asText()) : "–",
                StateWord.ofObjective(objective.get("state").asText()));
    }
}
