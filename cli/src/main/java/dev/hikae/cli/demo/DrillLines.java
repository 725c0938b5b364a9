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
                    step.path("started_at").asText("–").replaceAll(".*T|\\..*|Z$", ""),
                    step.get("state").asText(),
                    Iso.seconds(step.get("elapsed").asText()),
                    step.get("step").get("title").asText()));
        }
        screen.table(rows);
        JsonNode judgement = outcome.get("judgement");
        objective(screen, "RTO", judgement.get("rto"));
        objective(screen, "RPO", judgement.get("rpo"));
        screen.say("verdict", judgement.get("verdict").asText());
    }

    static void objective(DemoScreen screen, String name, JsonNode objective) {
        screen.say(
                "objective",
                name,
                Iso.seconds(objective.get("target").asText()),
                objective.has("achieved")
                        ? Iso.seconds(objective.get("achieved").asText())
                        : "–",
                objective.get("state").asText());
    }
}
