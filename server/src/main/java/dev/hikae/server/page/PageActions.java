package dev.hikae.server.page;

import java.util.List;
import java.util.Optional;

/** What the pages can set going; each gives the id of its run. Whether {@code by} may has been checked. */
public interface PageActions {
    String backup(String plan, String by);

    String replication(String repository, String by);

    String prune(String repository, String by);

    /** A scrub of all regions, as the repository's upkeep says. */
    String scrub(String repository, String by);

    String lockExtension(String repository, String by);

    String lockCheck(String repository, String by);

    /** A restore, or its dry run. */
    String restore(RestoreForm form, String by);

    /** A restore test; of the copy in one region, or as the plan's policy says. */
    String restoreTest(String plan, Optional<String> region, String by);

    String drill(String runbook, String by);

    void cancel(String run, String by);

    void decide(String approval, boolean approved, String comment, String by);

    /** A restore as the form asks for it. */
    record RestoreForm(
            String snapshot,
            List<String> paths,
            String target,
            boolean dryRun,
            boolean overwrite,
            Optional<String> region) {
        public RestoreForm {
            paths = List.copyOf(paths);
        }
    }
}
