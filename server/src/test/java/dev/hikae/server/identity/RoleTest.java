package dev.hikae.server.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoleTest {
    /** Everything that may be done: who may, as one letter for each role (A administrator, O operator, P approver, U auditor, V viewer). */
    private static final Map<String, String> MATRIX = new TreeMap<>(Map.ofEntries(
            Map.entry("READ PLAN", "AOPV"),
            Map.entry("READ RUNBOOK", "AOPV"),
            Map.entry("READ REPOSITORY", "AOPV"),
            Map.entry("READ REGION", "AOPV"),
            Map.entry("READ LOCK", "AOPV"),
            Map.entry("READ SNAPSHOT", "AOPV"),
            Map.entry("READ RESTORE_TEST", "AOPV"),
            Map.entry("READ DRILL", "AOPV"),
            Map.entry("READ RUN", "AOPV"),
            Map.entry("READ ENTRY", "AO"),
            Map.entry("READ RESTORE", "AO"),
            Map.entry("READ APPROVAL", "AOP"),
            Map.entry("READ EVIDENCE", "AOU"),
            Map.entry("READ REGISTER", "AOU"),
            Map.entry("READ AUDIT", "AU"),
            Map.entry("READ ACCOUNT", "A"),
            Map.entry("READ SERVICE_ACCOUNT", "A"),
            Map.entry("READ SETTINGS", "A"),
            Map.entry("START BACKUP", "AO"),
            Map.entry("START REPLICATION", "AO"),
            Map.entry("START RETENTION", "AO"),
            Map.entry("START PRUNE", "AO"),
            Map.entry("START SCRUB", "AO"),
            Map.entry("START LOCK", "AO"),
            Map.entry("START REGION_PROBE", "AO"),
            Map.entry("START RESTORE", "AO"),
            Map.entry("START RESTORE_TEST", "AO"),
            Map.entry("START DRILL", "AO"),
            Map.entry("CANCEL RUN", "AO"),
            Map.entry("APPROVE APPROVAL", "P")));

    @Test
    void matrix_isExactlyThis() {
        Map<String, String> found = new TreeMap<>();
        for (Verb verb : Verb.values()) {
            for (Subject subject : EnumSet.complementOf(EnumSet.of(Subject.OWN_ACCOUNT, Subject.PAGE))) {
                String who = letters(verb, subject);
                boolean configuring = verb == Verb.CREATE || verb == Verb.CHANGE || verb == Verb.DELETE;
                if (configuring) {
                    assertTrue(who.isEmpty() || who.equals("A"), verb + " " + subject);
                } else if (!who.isEmpty()) {
                    found.put(verb + " " + subject, who);
                }
            }
        }
        assertEquals(MATRIX, found);
    }

    private static String letters(Verb verb, Subject subject) {
        return Stream.of("A", "O", "P", "U", "V")
                .filter(l -> Role.values()["AOPUV".indexOf(l)].allows(verb, subject))
                .collect(Collectors.joining());
    }

    @Test
    void nobody_mayDoAnything() {
        for (Verb verb : Verb.values()) {
            for (Subject subject : Subject.values()) {
                assertFalse(Caller.NOBODY.may(verb, subject));
            }
        }
    }
}
