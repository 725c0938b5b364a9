package dev.hikae.cli;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** What can go wrong on the command line itself. */
enum CliError implements ErrorCode {
    USAGE("HKE-7100", Failure.USAGE),
    NO_REPOSITORY("HKE-7101", Failure.USAGE),
    NO_SECRET("HKE-7102", Failure.USAGE),
    SECRET_UNREADABLE("HKE-7103", Failure.USAGE),
    SECRET_COMMAND_FAILED("HKE-7104", Failure.USAGE),
    PASSPHRASES_DIFFER("HKE-7105", Failure.USAGE),
    BAD_LOCATION("HKE-7106", Failure.USAGE),
    PASSPHRASE_TOO_SHORT("HKE-7107", Failure.USAGE),
    INTERNAL("HKE-7108", Failure.FAILED),
    NOT_A_DIRECTORY("HKE-7109", Failure.USAGE),
    INTERRUPTED("HKE-7110", Failure.CANCELLED),
    SERVER_AND_REPO("HKE-7111", Failure.USAGE),
    NO_SERVER("HKE-7112", Failure.USAGE),
    SERVER_ANSWERED("HKE-7113", Failure.FAILED),
    SERVER_UNREACHABLE("HKE-7114", Failure.UNREACHABLE),
    CONFIGURATION_INVALID("HKE-7115", Failure.INVALID),
    PATH_MISSING("HKE-7116", Failure.NOT_FOUND),
    FILE_EXISTS("HKE-7117", Failure.CONFLICT),
    NO_TERMINAL_INPUT("HKE-7118", Failure.USAGE),
    OUTPUT_FAILED("HKE-7119", Failure.FAILED),
    NO_ACCOUNT("HKE-7120", Failure.USAGE),
    DEMO_FAILED("HKE-7121", Failure.FAILED),
    FOLDER_NOT_EMPTY("HKE-7122", Failure.CONFLICT),
    NO_KIT("HKE-7124", Failure.USAGE),
    NO_REPOSITORY_NAME("HKE-7125", Failure.USAGE),
    OUT_OF_MEMORY("HKE-7126", Failure.FAILED),
    NO_TIME("HKE-7127", Failure.USAGE),
    NO_VERSIONS("HKE-7128", Failure.INVALID),
    REGION_NAME("HKE-7190", Failure.USAGE),
    OUTPUT_IS_TERMINAL("HKE-7150", Failure.USAGE),
    OUTPUT_FILE_FAILED("HKE-7151", Failure.FAILED),
    OUTPUT_EXISTS("HKE-7152", Failure.CONFLICT),
    NO_RETENTION_RULE("HKE-7180", Failure.USAGE),
    NEWEST_NAMED("HKE-7181", Failure.USAGE),
    NOTHING_CHOSEN("HKE-7182", Failure.NOT_FOUND);

    private final String id;
    private final Failure failure;

    CliError(String id, Failure failure) {
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
        return Words.BUNDLE;
    }
}
