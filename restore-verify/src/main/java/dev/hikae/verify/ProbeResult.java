package dev.hikae.verify;

import dev.hikae.config.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one probe found.
 *
 * @param name as configured; {@code content} for the comparison
 * @param kind {@code content}, {@code command}, {@code http} or {@code freshness}
 * @param reasons why it did not pass, or what is worth knowing
 * @param expected what would have been right
 * @param observed what was found
 * @param output what a command printed or a server answered, at most 64 KiB, in Unicode form NFC
 * @param dataTime time of the newest data, from a freshness probe
 */
public record ProbeResult(
        String name,
        String kind,
        State state,
        List<Text> reasons,
        Instant startedAt,
        Duration took,
        Text expected,
        Text observed,
        String output,
        Optional<Instant> dataTime) {
    public ProbeResult {
        reasons = List.copyOf(reasons);
    }
}
