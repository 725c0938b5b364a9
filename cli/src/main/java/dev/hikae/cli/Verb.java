package dev.hikae.cli;

import java.util.Arrays;
import java.util.List;

/**
 * The commands that {@code hikae} knows.
 *
 * <p>Describing a command to picocli costs more than running a small one, so a command line gets only those it names.
 */
enum Verb {
    INIT("init"),
    BACKUP("backup"),
    SNAPSHOTS("snapshots"),
    LS("ls"),
    RESTORE("restore"),
    DUMP("dump"),
    EXPORT("export"),
    DIFF("diff"),
    FIND("find"),
    STATS("stats"),
    CHECK("check"),
    REPLICATE("replicate"),
    SCRUB("scrub"),
    REGION("region"),
    FORGET("forget"),
    PRUNE("prune"),
    LOCK("lock"),
    KEY("key"),
    DOCTOR("doctor"),
    COMPLETION("completion"),
    PLAN("plan"),
    EVIDENCE("evidence"),
    SERVER("server"),
    DEMO("demo");

    private final String word;

    Verb(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    Class<?> type() {
        return switch (this) {
            case INIT -> InitCommand.class;
            case BACKUP -> BackupCommand.class;
            case SNAPSHOTS -> SnapshotsCommand.class;
            case LS -> LsCommand.class;
            case RESTORE -> RestoreCommand.class;
            case DUMP -> DumpCommand.class;
            case EXPORT -> ExportCommand.class;
            case DIFF -> DiffCommand.class;
            case FIND -> FindCommand.class;
            case STATS -> StatsCommand.class;
            case CHECK -> CheckCommand.class;
            case REPLICATE -> ReplicateCommand.class;
            case SCRUB -> ScrubCommand.class;
            case REGION -> RegionCommand.class;
            case FORGET -> ForgetCommand.class;
            case PRUNE -> PruneCommand.class;
            case LOCK -> LockCommand.class;
            case KEY -> KeyCommand.class;
            case DOCTOR -> DoctorCommand.class;
            case COMPLETION -> CompletionCommand.class;
            case PLAN -> PlanCommand.class;
            case EVIDENCE -> EvidenceCommand.class;
            case SERVER -> ServerCommand.class;
            case DEMO -> DemoCommand.class;
        };
    }

    static List<Verb> all() {
        return List.of(values());
    }

    /** The verbs among these words, wherever they stand; all, where there is none. */
    static List<Verb> named(List<String> words) {
        List<Verb> named =
                Arrays.stream(values()).filter(v -> words.contains(v.word)).toList();
        return named.isEmpty() ? all() : named;
    }
}
