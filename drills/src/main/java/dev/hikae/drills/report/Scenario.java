package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import java.util.List;

/**
 * What was supposed to have happened.
 *
 * @param text as the runbook's owner wrote it
 * @param simulated what was only pretended
 */
public record Scenario(String text, List<Text> assumptions, List<Text> simulated) {
    public Scenario {
        assumptions = List.copyOf(assumptions);
        simulated = List.copyOf(simulated);
    }
}
