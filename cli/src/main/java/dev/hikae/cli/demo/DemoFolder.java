package dev.hikae.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/** The demo's own folder: regions, configuration, a small second source, the recovered application. */
record DemoFolder(Path root) {
    static final String PLAN = "demo";
    static final String RUNBOOK = "tokyo-is-lost";
    static final String REPOSITORY = "demo";
    static final int OWN_FILES = 120;

    Path data() {
        return root.resolve("data");
    }

    Path settings() {
        return root.resolve("config/hikae.yml");
    }

    Path region(String name) {
        return root.resolve("regions").resolve(name);
    }

    Path own() {
        return root.resolve("own");
    }

    Path restores() {
        return root.resolve("restores");
    }

    Path evidence() {
        return root.resolve("evidence");
    }

    /** Holds the path of the data that the demo's application serves; the drill's command points it to the recovered tree. */
    Path pointer() {
        return root.resolve("application-data");
    }

    void make(Path source, URI application) {
        try {
            for (Path folder : List.of(
                    root.resolve("regions"),
                    own().resolve("letters"),
                    restores(),
                    evidence(),
                    root.resolve("config"))) {
                Files.createDirectories(folder);
            }
            for (String kind : List.of("plans", "repositories", "runbooks")) {
                Files.createDirectories(root.resolve("config").resolve(kind));
            }
            makeOwnFiles();
            Files.writeString(settings(), settingsText(application));
            Files.writeString(root.resolve("config/repositories/demo.yml"), repositoryText());
            Files.writeString(root.resolve("config/plans/demo.yml"), planText(source));
            Files.writeString(root.resolve("config/runbooks/tokyo-is-lost.yml"), runbookText(application));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeOwnFiles() throws IOException {
        var inventory = new StringBuilder("id,item,count\n");
        for (int i = 1; i <= OWN_FILES; i++) {
            inventory
                    .append(i)
                    .append(",item-")
                    .append(i)
                    .append(',')
                    .append(i * 7 % 100)
                    .append('\n');
            Path letter = own().resolve("letters/letter-%03d.txt".formatted(i));
            Files.writeString(letter, "Letter %d of the demo.\n%s".formatted(i, "控えは、戻せてこそ控え。\n".repeat(i)));
        }
        Files.writeString(own().resolve("inventory.csv"), inventory);
        Files.createSymbolicLink(
                own().resolve("latest-letter"), Path.of("letters/letter-%03d.txt".formatted(OWN_FILES)));
        Files.createLink(own().resolve("inventory-copy.csv"), own().resolve("inventory.csv"));
        Path old = own().resolve("before-1970.txt");
        Files.writeString(old, "Older than the epoch.\n");
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("1965-07-01T00:00:00.123456789Z")));
    }

    /** Step 3: one file changed, one new, two deleted. Returns the deleted file that step 4 brings back. */
    Path change() {
        try {
            Files.writeString(own().resolve("letters/letter-001.txt"), "Letter 1, rewritten.\n");
            Files.writeString(own().resolve("letters/letter-new.txt"), "A new letter.\n");
            Files.delete(own().resolve("letters/letter-002.txt"));
            Path lost = own().resolve("letters/letter-042.txt");
            Files.delete(lost);
            return lost;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String settingsText(URI application) {
        return """
                data: ../data
                configuration: .
                listen:
                  port: 0
                  admin_port: 0
                log:
                  level: warn
                  format: json
                  file: ../service.log
                restore_roots:
                  - ../restores
                alerts:
                  webhooks:
                    - %s/alerts
                """.formatted(application);
    }

    private static String repositoryText() {
        return """
                name: demo
                home: tokyo
                quorum: 2
                regions:
                  - name: tokyo
                    type: folder
                    path: ../../regions/tokyo
                  - name: osaka
                    type: folder
                    path: ../../regions/osaka
                  - name: singapore
                    type: folder
                    path: ../../regions/singapore
                keys:
                  type: machine
                """;
    }

    private String planText(Path source) {
        return """
                name: demo
                description: A real directory of this machine, and a small one of the demo's own
                repository: demo
                source:
                  type: files
                  roots:
                    - %s
                    - %s
                  accept_unreadable:
                    - %s
                schedule:
                  cron: "0 30 2 * * ?"
                  zone: Asia/Tokyo
                  start_window: PT4H
                  attempts: 1
                objectives:
                  rto: PT15M
                  rpo: PT24H
                retention:
                  keep_within: P7D
                  keep_daily: 7
                  keep_monthly: 12
                restore_test:
                  selection: newest
                  region: remote
                  probes:
                    - content
                    - type: command
                      name: inventory is whole
                      argv: ["/bin/sh", "-c", "test \\"$(find \\"$HIKAE_SANDBOX\\" -path '*/own/inventory.csv' -exec grep -c item- {} +)\\" -eq %d"]
                """.formatted(quoted(source), quoted(own()), quoted(source), OWN_FILES);
    }

    private String runbookText(URI application) {
        return """
                name: tokyo-is-lost
                title: The region tokyo is lost; recover from osaka
                scenario: The home region tokyo cannot be reached. The application must come back from osaka's copy.
                type: test-failover
                plan: demo
                objectives:
                  rto: PT15M
                  rpo: PT24H
                exclusions:
                  - what: network failover of clients
                    reason: the drill recovers into an isolated place
                steps:
                  - {id: tokyo-down, title: Take tokyo away, action: region-down, region: tokyo}
                  - {id: approve, title: Decide to recover, action: approval, question: "Recover from osaka into the isolated place?", after: [tokyo-down], timeout: PT10M}
                  - {id: recover, title: Restore from osaka, action: restore, selection: newest, region: osaka, after: [approve]}
                  - {id: compare, title: Compare with the snapshot, action: compare, after: [recover]}
                  - id: point
                    title: Point the application to the recovered data
                    action: command
                    after: [recover]
                    argv: ["/bin/sh", "-c", "find \\"$HIKAE_SANDBOX\\" -type d -name own -path '*%s' > %s && test -s %s"]
                  - {id: healthy, title: The application answers with all items, action: http-check, url: "%s/health", expect_status: 200, expect_body: "%d items", after: [point], retries: 3}
                  - {id: tokyo-up, title: Bring tokyo back, action: region-up, region: tokyo, after: [healthy]}
                  - {id: catch-up, title: Every region holds everything, action: catch-up, after: [tokyo-up], timeout: PT5M}
                  - {id: clean-up, title: Destroy the isolated place, action: clean-up, after: [catch-up]}
                """.formatted(own(), pointer(), pointer(), application, OWN_FILES);
    }

    private static String quoted(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
