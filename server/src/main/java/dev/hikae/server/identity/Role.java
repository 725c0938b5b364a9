package dev.hikae.server.identity;

import java.util.Locale;
import java.util.Set;

/**
 * What a person or machine is for. An account may have several roles; it may do what any of them may.
 *
 * <p>Nobody approves by virtue of administration: an approver is named on purpose.
 */
public enum Role {
    ADMINISTRATOR,
    OPERATOR,
    APPROVER,
    AUDITOR,
    VIEWER;

    private static final Set<Subject> OPERATIONAL = Set.of(
            Subject.PLAN,
            Subject.REPOSITORY,
            Subject.REGION,
            Subject.LOCK,
            Subject.SNAPSHOT,
            Subject.RESTORE_TEST,
            Subject.DRILL,
            Subject.RUN,
            Subject.RUNBOOK);

    private static final Set<Subject> READ_TO_OPERATE =
            Set.of(Subject.ENTRY, Subject.RESTORE, Subject.APPROVAL, Subject.EVIDENCE, Subject.REGISTER);

    private static final Set<Subject> CONFIGURED = Set.of(
            Subject.PLAN,
            Subject.RUNBOOK,
            Subject.REPOSITORY,
            Subject.REGION,
            Subject.LOCK,
            Subject.ACCOUNT,
            Subject.SERVICE_ACCOUNT,
            Subject.SETTINGS);

    private static final Set<Subject> WORK = Set.of(
            Subject.BACKUP,
            Subject.REPLICATION,
            Subject.RETENTION,
            Subject.PRUNE,
            Subject.SCRUB,
            Subject.LOCK,
            Subject.REGION_PROBE,
            Subject.RESTORE,
            Subject.RESTORE_TEST,
            Subject.DRILL);

    /** Whether the role allows it. What is not named here is denied. */
    public boolean allows(Verb verb, Subject subject) {
        if (subject == Subject.OWN_ACCOUNT || subject == Subject.PAGE) {
            return true;
        }
        return switch (this) {
            case VIEWER -> views(verb, subject);
            case OPERATOR -> views(verb, subject) || operates(verb, subject);
            case APPROVER -> views(verb, subject) || approves(verb, subject);
            case AUDITOR -> audits(verb, subject);
            case ADMINISTRATOR -> views(verb, subject) || operates(verb, subject) || administers(verb, subject);
        };
    }

    private static boolean views(Verb verb, Subject subject) {
        return verb == Verb.READ && OPERATIONAL.contains(subject);
    }

    private static boolean operates(Verb verb, Subject subject) {
        return switch (verb) {
            case READ -> READ_TO_OPERATE.contains(subject);
            case START -> WORK.contains(subject);
            case CANCEL -> subject == Subject.RUN;
            case CREATE, CHANGE, DELETE, APPROVE -> false;
        };
    }

    private static boolean approves(Verb verb, Subject subject) {
        return subject == Subject.APPROVAL && (verb == Verb.READ || verb == Verb.APPROVE);
    }

    private static boolean audits(Verb verb, Subject subject) {
        return verb == Verb.READ
                && (subject == Subject.EVIDENCE || subject == Subject.REGISTER || subject == Subject.AUDIT);
    }

    private static boolean administers(Verb verb, Subject subject) {
        return switch (verb) {
            case READ -> subject == Subject.AUDIT || CONFIGURED.contains(subject);
            case CREATE, CHANGE, DELETE -> CONFIGURED.contains(subject);
            case START, CANCEL, APPROVE -> false;
        };
    }

    /** As written in the API: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
