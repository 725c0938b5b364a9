package dev.hikae.drills.report;

/** A person or account that took part. */
public record Participant(String name, Role role) {
    /** What somebody did in the drill. */
    public enum Role {
        STARTER,
        APPROVER,
        OPERATOR,
        OBSERVER,
        SERVICE
    }
}
