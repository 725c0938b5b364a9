package dev.hikae.drills.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hikae.drills.bundle.Layout;
import dev.hikae.drills.sign.Digests;
import dev.hikae.drills.sign.Seals.Seal;
import java.util.Optional;

/** What a bundle says about itself. Gathered on the way; worth no more than the checks beside it. */
public final class Facts {
    private final String sha256;
    private Optional<Seal> seal = Optional.empty();
    private JsonNode report = JsonNodeFactory.instance.objectNode();
    private String root = "";

    Facts(byte[] bundle) {
        this.sha256 = Digests.hex(bundle);
    }

    void seal(Seal found) {
        seal = Optional.of(found);
    }

    void report(JsonNode found) {
        report = found;
    }

    void root(String fingerprint) {
        root = fingerprint;
    }

    /** SHA-256 of the bundle, hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** Who sealed the bundle and when; empty when the seal does not hold. */
    public Optional<Seal> seal() {
        return seal;
    }

    /** SHA-256 of the root certificate that was used, hexadecimal; empty text when none was found. */
    public String root() {
        return root;
    }

    public String runId() {
        return report.path(Layout.RUN_ID).asText();
    }

    public String outcome() {
        return report.path(Layout.OUTCOME).asText();
    }

    /** The counts of the period, as the report states them. */
    public JsonNode population() {
        return report.path(Layout.POPULATION);
    }
}
