package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import java.util.List;

/** What was done after the recovery: failback, destruction of test data, replay of erasures. */
public record Aftermath(List<Text> failback, List<Text> destruction, List<Text> erasure) {
    public Aftermath {
        failback = List.copyOf(failback);
        destruction = List.copyOf(destruction);
        erasure = List.copyOf(erasure);
    }
}
