package dev.hikae.drills.report;

import java.util.List;

/**
 * A control that parts of this report are evidence relevant to. Never a statement of compliance.
 *
 * @param framework key of the framework, for example {@code iso27001}
 * @param id as the framework writes it, for example {@code A.8.13}
 * @param topic key of its subject
 * @param sections of this report, by number or letter
 */
public record Control(String framework, String id, String topic, List<String> sections) {
    public Control {
        sections = List.copyOf(sections);
    }
}
