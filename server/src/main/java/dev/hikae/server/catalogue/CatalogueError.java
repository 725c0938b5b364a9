package dev.hikae.server.catalogue;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** What can go wrong with the data folder and the catalogue in it. */
public enum CatalogueError implements ErrorCode {
    FOLDER_IN_USE("HKE-6501", Failure.CONFLICT),
    FOLDER_UNUSABLE("HKE-6502", Failure.FAILED),
    NEWER_SCHEMA("HKE-6503", Failure.CONFLICT),
    MIGRATION_CHANGED("HKE-6504", Failure.FAILED),
    MIGRATION_FAILED("HKE-6505", Failure.FAILED),
    UNUSABLE("HKE-6506", Failure.FAILED),
    KEY_REUSED("HKE-6507", Failure.INVALID);

    private final String id;
    private final Failure failure;

    CatalogueError(String id, Failure failure) {
        this.id = id;
        this.failure = failure;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Failure failure() {
        return failure;
    }

    @Override
    public String bundle() {
        return "dev.hikae.server.messages";
    }
}
