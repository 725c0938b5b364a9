package dev.hikae.server.run;

import dev.hikae.config.id.RunId;
import dev.hikae.config.load.Configuration;
import dev.hikae.config.load.ConfigurationLoader;
import dev.hikae.drills.register.FileRegister;
import dev.hikae.drills.report.ReportContext;
import dev.hikae.drills.sign.EvidencePki;
import dev.hikae.scheduler.CronCheck;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.Worker;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.catalogue.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A whole installation without its web server: three folder regions, one plan, one runbook. */
final class Installation implements AutoCloseable {
    final Path home;
    final Path source;
    final Path restores;
    final DataFolder folder;
    final Catalogue catalogue;
    final EvidencePki pki;
    final FileRegister register;
    final RunMachinery machinery;

    Installation(Path home, List<URI> webhooks) {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        this.home = home;
        this.source = made(home.resolve("source"));
        this.restores = made(home.resolve("restores"));
        folder = DataFolder.hold(home.resolve("data"));
        catalogue = Catalogue.open(folder, clock);
        pki = EvidencePki.open(home.resolve("data/evidence-keys"), "Example", clock, random);
        register = FileRegister.open(home.resolve("data/register"), pki.logKey(), clock, random);
        machinery = new RunMachinery(
                new RunMachinery.Base(
                        catalogue,
                        register,
                        pki,
                        clock,
                        random,
                        made(home.resolve("data/cache")),
                        made(home.resolve("data/sandbox")),
                        made(home.resolve("data/keys")),
                        made(home.resolve("data/kits")),
                        made(home.resolve("data/evidence"))),
                new RunMachinery.Options(
                        "node-" + home.getFileName(),
                        List.of(restores),
                        webhooks,
                        new ReportContext.Installation(
                                "0.1.0",
                                Optional.empty(),
                                Optional.empty(),
                                "JDK",
                                "Linux",
                                Optional.empty(),
                                Optional.empty()),
                        new Worker.Settings("node-a", Duration.ofSeconds(30), Duration.ofMillis(100), 4)));
        machinery.start();
    }

    private static Path made(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the command after each backup was told. */
    Path hookLog() {
        return home.resolve("hook.log");
    }

    /** Retention that lets nothing go while a test lasts. */
    Configuration configuration(String cron) {
        return configuration(cron, "{keep_daily: 7, keep_within: 1d}");
    }

    Configuration configuration(String cron, String retention) {
        return configuration(cron, retention, "{replication: never, scrub: never, prune: never}");
    }

    Configuration configuration(String cron, String retention, String upkeep) {
        return new ConfigurationLoader(CronCheck.forConfiguration(InstantSource.system()))
                .load(
                        home,
                        Map.of(
                                "repositories/main.yml",
                                """
                name: main
                regions:
                  - {name: tokyo, type: folder, path: %1$s/tokyo}
                  - {name: osaka, type: folder, path: %1$s/osaka}
                  - {name: singapore, type: folder, path: %1$s/singapore}
                home: tokyo
                quorum: 2
                keys: {type: machine}
                upkeep: %2$s
                """.formatted(home, upkeep),
                                "plans/docs.yml",
                                """
                name: docs
                description: documents
                repository: main
                source: {type: files, roots: [%s]}
                hooks:
                  after: [{argv: [/bin/sh, -c, 'echo "$HIKAE_PLAN $HIKAE_RUN $HIKAE_OUTCOME $HIKAE_ERROR" >> %s']}]
                schedule: {cron: "%s", zone: Asia/Tokyo, start_window: 1h}
                objectives: {rto: 1h, rpo: 1d}
                retention: %s
                restore_test:
                  selection: newest
                  region: remote
                  stale_after: 30d
                  probes:
                    - type: content
                """.formatted(source, hookLog(), cron, retention),
                                "runbooks/loss.yml",
                                """
                name: loss
                title: Loss of the home region
                scenario: tokyo does not answer
                type: test-failover
                plan: docs
                steps:
                  - {id: approve, title: Approval, action: approval, question: "Go?", timeout: 2m}
                  - {id: down, title: Tokyo is lost, after: [approve], action: region-down, region: tokyo}
                  - {id: recover, title: Recover, after: [down], action: restore, selection: newest, region: osaka, timeout: 2m}
                  - {id: compare, title: Compare, after: [recover], action: compare}
                  - {id: up, title: Tokyo answers, after: [compare], action: region-up, region: tokyo}
                  - {id: catch-up, title: Catch up, after: [up], action: catch-up}
                  - {id: clean-up, title: Clean up, after: [compare], action: clean-up}
                """));
    }

    /** Once a year: nothing fires by itself. */
    Applying.Applied apply() {
        return machinery.applying().apply(configuration("0 0 2 1 1 ?"), "ann");
    }

    /** The same, with retention of its own. */
    Applying.Applied apply(String retention) {
        return machinery.applying().apply(configuration("0 0 2 1 1 ?", retention), "ann");
    }

    Run ended(RunId run) {
        await(() -> machinery.service().find(run).state().ended());
        return machinery.service().find(run);
    }

    static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited too long");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        machinery.close();
        register.close();
        catalogue.close();
        folder.close();
    }
}
