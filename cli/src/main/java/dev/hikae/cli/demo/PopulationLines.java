package dev.hikae.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The register's counts, and whether they are what the demo asked for. */
final class PopulationLines {
    private static final List<String> SHOWN = List.of(
            "planned", "started", "succeeded", "warning", "failed", "missed", "expired", "skipped", "abandoned");

    private PopulationLines() {}

    static List<List<String>> of(JsonNode population) {
        List<String> counts = new ArrayList<>();
        for (String count : SHOWN) {
            counts.add(population.get("runs").get(count).asText());
        }
        return List.of(SHOWN.stream().map(StateWord::of).toList(), counts);
    }

    /**
     * The register holds exactly what ran.
     *
     * @param states how each run ended that the demo asked for
     * @param others states of the runs that the service asked for itself
     */
    static void requireSame(JsonNode population, List<String> states, List<String> others) {
        List<String> all = new ArrayList<>(states);
        all.addAll(others);
        Map<String, Long> wanted = all.stream().collect(Collectors.groupingBy(s -> s, Collectors.counting()));
        JsonNode runs = population.get("runs");
        for (String count : List.of("succeeded", "warning", "failed", "missed", "expired", "skipped", "abandoned")) {
            Demo.require(
                    runs.get(count).asLong() == wanted.getOrDefault(count, 0L),
                    "the register counts " + runs.get(count) + " runs as " + count + ", but "
                            + wanted.getOrDefault(count, 0L) + " ended so");
        }
        Demo.require(runs.get("started").asLong() == all.size(), "the register holds another number of started runs");
        Demo.require(population.get("gaps").isEmpty(), "the register has gaps: " + population.get("gaps"));
    }
}
