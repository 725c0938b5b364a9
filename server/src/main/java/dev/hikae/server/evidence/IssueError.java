package dev.hikae.server.evidence;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** Failures in issuing and keeping evidence ({@code HKE-6600} to {@code HKE-6699}). */
public enum IssueError implements ErrorCode {
    BUNDLE_UNREADABLE(6600),
    NOT_STORED(6601),
    NOT_ISSUED(6602),
    NO_VERIFIER(6603);

    private final String id;

    IssueError(int number) {
        this.id = "HKE-" + number;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Failure failure() {
        return this == NO_VERIFIER ? Failure.NOT_FOUND : Failure.FAILED;
    }

    @Override
    public String bundle() {
        return "dev.hikae.server.messages";
    }
}
