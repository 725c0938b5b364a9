package dev.hikae.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hikae.config.json.Json;
import java.time.Duration;
import java.util.Optional;

/** A time that was wanted and a time that was reached, out of a restore test's record. */
record Figure(Optional<Duration> target, Optional<Duration> achieved) {
    static Figure rto(String document) {
        JsonNode rto = Json.parse(document).at("/figures/rto");
        return new Figure(duration(rto.path("target")), duration(rto.path("business")));
    }

    private static Optional<Duration> duration(JsonNode node) {
        return node.isTextual() ? Optional.of(Duration.parse(node.textValue())) : Optional.empty();
    }
}
