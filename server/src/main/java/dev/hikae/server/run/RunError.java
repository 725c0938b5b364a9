package dev.hikae.server.run;

import dev.hikae.config.error.ErrorCode;
import dev.hikae.config.error.Failure;

/** What can go wrong with requested and running work. */
public enum RunError implements ErrorCode {
    NO_SUCH_PLAN("HKE-6301", Failure.NOT_FOUND),
    NO_SUCH_REPOSITORY("HKE-6302", Failure.NOT_FOUND),
    NO_SUCH_RUNBOOK("HKE-6303", Failure.NOT_FOUND),
    TARGET_OUTSIDE("HKE-6304", Failure.FORBIDDEN),
    NO_RESTORE_ROOTS("HKE-6305", Failure.FORBIDDEN),
    PARAMETERS("HKE-6306", Failure.INVALID),
    REGISTER_UNWRITABLE("HKE-6307", Failure.UNREACHABLE),
    KEY_SOURCE("HKE-6308", Failure.KEY_REFUSED),
    NO_SUCH_APPROVAL("HKE-6309", Failure.NOT_FOUND),
    APPROVAL_CLOSED("HKE-6310", Failure.CONFLICT),
    OWN_APPROVAL("HKE-6311", Failure.FORBIDDEN),
    BACKUP_INCOMPLETE("HKE-6312", Failure.PARTIAL),
    REGION_BEHIND("HKE-6313", Failure.UNREACHABLE),
    TEST_NOT_PASSED("HKE-6314", Failure.VERIFICATION),
    DRILL_NOT_PASSED("HKE-6315", Failure.VERIFICATION),
    RESTORE_INCOMPLETE("HKE-6316", Failure.VERIFICATION),
    CLOSING("HKE-6317", Failure.UNREACHABLE),
    SNAPSHOT_NOT_FOUND("HKE-6318", Failure.NOT_FOUND),
    CONTROL_PASSED("HKE-6320", Failure.VERIFICATION),
    HEALED("HKE-6321", Failure.PARTIAL),
    SOURCE_CHANGED("HKE-6322", Failure.PARTIAL),
    OUT_OF_BAND("HKE-6323", Failure.PARTIAL),
    DAMAGE_LEFT("HKE-6330", Failure.VERIFICATION),
    DAMAGE_HEALED("HKE-6331", Failure.PARTIAL),
    NOT_SCRUBBED("HKE-6332", Failure.PARTIAL),
    GARBAGE_LEFT("HKE-6333", Failure.PARTIAL),
    BACKUPS_AT_WORK("HKE-6334", Failure.PARTIAL),
    LOCKS_BEHIND("HKE-6335", Failure.UNREACHABLE),
    LOCKS_NOT_WHOLE("HKE-6336", Failure.VERIFICATION),
    NOTHING_LOCKS("HKE-6337", Failure.CONFLICT),
    PLACE_UNSAFE("HKE-6338", Failure.VERIFICATION),
    HOME_LOST("HKE-6339", Failure.PARTIAL),
    RETIRED_UNHEARD("HKE-6340", Failure.PARTIAL),
    NO_SUCH_REGION("HKE-6341", Failure.NOT_FOUND),
    NOT_CONFIRMED("HKE-6342", Failure.INVALID),
    NOT_REPACKED("HKE-6343", Failure.PARTIAL);

    /** Bundle of the server's messages. */
    public static final String BUNDLE = "dev.hikae.server.messages";

    private final String id;
    private final Failure failure;

    RunError(String id, Failure failure) {
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
        return BUNDLE;
    }
}
