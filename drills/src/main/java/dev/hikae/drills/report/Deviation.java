package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import java.util.Optional;

/** A departure from the runbook or a step left out, and who approved it. */
public record Deviation(String what, Text reason, Optional<String> approvedBy) {}
