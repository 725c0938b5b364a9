package dev.hikae.config.error;

/** Failures of the configuration and of JSON: HKE-1000 to HKE-1499. */
public enum ConfigError implements ErrorCode {
    /** Text is not JSON, or not of the shape expected. */
    JSON_INVALID("HKE-1001", Failure.INVALID),
    /** A value has no canonical form. */
    NOT_CANONICAL("HKE-1002", Failure.INVALID),

    /** Configuration files have problems; all of them are listed. */
    CONFIGURATION_INVALID("HKE-1100", Failure.INVALID),
    FILE_UNREADABLE("HKE-1101", Failure.INVALID),
    FILE_TOO_LARGE("HKE-1102", Failure.INVALID),
    NOT_UTF8("HKE-1103", Failure.INVALID),
    YAML_SYNTAX("HKE-1104", Failure.INVALID),
    /** An anchor or an alias, which could make a small file huge. */
    YAML_ALIAS("HKE-1105", Failure.INVALID),
    YAML_TOO_DEEP("HKE-1106", Failure.INVALID),
    FILE_EMPTY("HKE-1107", Failure.INVALID),
    MISPLACED_FILE("HKE-1108", Failure.INVALID),
    UNKNOWN_KEY("HKE-1110", Failure.INVALID),
    DUPLICATE_KEY("HKE-1111", Failure.INVALID),
    /** A key that would hold a secret. */
    SECRET_IN_FILE("HKE-1112", Failure.INVALID),
    MISSING_KEY("HKE-1113", Failure.INVALID),
    EXPECTED_MAPPING("HKE-1120", Failure.INVALID),
    EXPECTED_LIST("HKE-1121", Failure.INVALID),
    EXPECTED_TEXT("HKE-1122", Failure.INVALID),
    EXPECTED_INTEGER("HKE-1123", Failure.INVALID),
    EXPECTED_BOOLEAN("HKE-1124", Failure.INVALID),
    EXPECTED_DURATION("HKE-1125", Failure.INVALID),
    EXPECTED_NAME("HKE-1126", Failure.INVALID),
    EXPECTED_ONE_OF("HKE-1127", Failure.INVALID),
    EXPECTED_URL("HKE-1128", Failure.INVALID),
    EXPECTED_ZONE("HKE-1129", Failure.INVALID),
    EXPECTED_PATH("HKE-1130", Failure.INVALID),
    EXPECTED_PREFIX("HKE-1131", Failure.INVALID),
    EXPECTED_SIZE("HKE-1132", Failure.INVALID),
    EXPECTED_FILE_NAME("HKE-1133", Failure.INVALID),
    OUT_OF_RANGE("HKE-1140", Failure.INVALID),
    /** A duration that must be longer than zero. */
    NOT_POSITIVE("HKE-1141", Failure.INVALID),
    /** A text or list that must hold something. */
    EMPTY("HKE-1142", Failure.INVALID),
    NOT_NFC("HKE-1143", Failure.INVALID),
    USER_INFO_IN_URL("HKE-1144", Failure.INVALID),
    BAD_SCHEDULE("HKE-1145", Failure.INVALID),
    NAME_TWICE("HKE-1150", Failure.INVALID),
    UNKNOWN_REPOSITORY("HKE-1151", Failure.INVALID),
    UNKNOWN_PLAN("HKE-1152", Failure.INVALID),
    UNKNOWN_REGION("HKE-1153", Failure.INVALID),
    UNKNOWN_STEP("HKE-1154", Failure.INVALID),
    STEP_CYCLE("HKE-1155", Failure.INVALID),
    QUORUM_TOO_LARGE("HKE-1156", Failure.INVALID),
    SAME_LOCATION("HKE-1157", Failure.INVALID),
    RESERVED_NAME("HKE-1158", Failure.INVALID),
    /** A test wants a region besides the home, and there is none. */
    NO_OTHER_REGION("HKE-1159", Failure.INVALID),
    FOLDER_CANNOT_LOCK("HKE-1160", Failure.INVALID),
    LOCK_TOO_SHORT("HKE-1161", Failure.INVALID),
    EXPECTED_TIME_OF_DAY("HKE-1162", Failure.INVALID),
    FOLDER_CANNOT_LIMIT("HKE-1163", Failure.INVALID),
    LIMIT_TOO_SMALL("HKE-1164", Failure.INVALID),
    ARCHIVE_CLASS("HKE-1165", Failure.INVALID);

    private final String id;
    private final Failure failure;

    ConfigError(String id, Failure failure) {
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
        return "dev.hikae.config.messages";
    }
}
