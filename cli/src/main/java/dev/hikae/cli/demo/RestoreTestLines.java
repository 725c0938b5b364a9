package dev.hikae.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** A restore test's result on the screen. */
final class RestoreTestLines {
    private RestoreTestLines() {}

    static void show(DemoScreen screen, JsonNode outcome) {
        JsonNode objects = outcome.get("objects");
        screen.say(
                "test.point",
                outcome.get("point").get("snapshot").asText(),
                outcome.get("region").asText(),
                objects.get("checked").asLong(),
                objects.get("total").asLong(),
                objects.get("mismatched").asLong());
        for (JsonNode probe : outcome.get("probes")) {
            screen.say(
                    "test.probe",
                    probe.get("name").asText(),
                    StateWord.of(probe.get("state").asText()),
                    Iso.people(probe.get("took").asText()));
        }
        JsonNode rto = outcome.get("figures").get("rto");
        JsonNode rpo = outcome.get("figures").get("rpo");
        objective(screen, "RTO", rto, "business");
        objective(screen, "RPO", rpo, "achieved");
        screen.say("test.states", state(outcome, "run"), state(outcome, "validation"), state(outcome, "clean_up"));
        screen.say("verdict", StateWord.of(outcome.get("verdict").asText()));
    }

    private static void objective(DemoScreen screen, String name, JsonNode figure, String achieved) {
        screen.say(
                "objective",
                name,
                Iso.people(figure.get("target").asText()),
                figure.has(achieved) ? Iso.people(figure.get(achieved).asText()) : "–",
                StateWord.ofObjective(figure.get("judgement").asText()));
    }

    private static String state(JsonNode outcome, String part) {
        return StateWord.of(outcome.get(part).get("state").asText());
    }

    /** The control passed because the test of the damaged copy failed. */
    static void showControl(DemoScreen screen, JsonNode outcome) {
        Demo.require(outcome.get("state").asText().equals("passed"), "the test of a damaged copy did not fail");
        JsonNode test = outcome.get("test");
        Demo.require(test.get("verdict").asText().equals("failed"), "the test of a damaged copy did not fail");
        screen.say(
                "control.found",
                outcome.get("flips").size(),
                test.get("damage_count").asLong(),
                test.get("damage").get(0).get("path").asText());
    }
}
