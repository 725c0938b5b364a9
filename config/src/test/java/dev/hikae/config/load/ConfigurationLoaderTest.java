package dev.hikae.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.config.error.ConfigError;
import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.json.Json;
import dev.hikae.config.plan.Hooks;
import dev.hikae.config.plan.Hooks.OnFailure;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy.RegionChoice;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import dev.hikae.config.plan.Retention;
import dev.hikae.config.plan.Schedule.OnMissed;
import dev.hikae.config.plan.Source;
import dev.hikae.config.repository.Bandwidth;
import dev.hikae.config.repository.KeySource;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.ObjectLock;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.repository.Upkeep;
import dev.hikae.config.text.Messages;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationLoaderTest {
    private static final String REPOSITORY = """
            name: main
            regions:
              - {name: tokyo, type: folder, path: /backup/tokyo}
              - {name: osaka, type: folder, path: /backup/osaka}
            """;

    private static final String PLAN = """
            name: files
            repository: main
            source:
              roots: [/srv/data]
            schedule:
              cron: "0 0 1 * * ?"
            objectives: {rto: 4h, rpo: PT24H}
            """;

    private static final String RUNBOOK = """
            name: loss
            title: Loss
            type: test-failover
            plan: files
            steps:
              - {id: one, action: note, text: begin}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void writeValidFiles() throws IOException {
        write("repositories/main.yml", REPOSITORY);
        write("plans/files.yml", PLAN);
        write("runbooks/loss.yml", RUNBOOK);
    }

    @Test
    void aSmallPlanHasAllDefaults() {
        Plan plan = load().plan(new PlanName("files")).orElseThrow();
        assertEquals("", plan.description());
        assertEquals(new Source.Files(List.of(Path.of("/srv/data")), List.of(), false, List.of()), plan.source());
        assertEquals(ZoneOffset.UTC, plan.schedule().zone());
        assertEquals(Duration.ofHours(4), plan.schedule().startWindow());
        assertEquals(OnMissed.RUN_ONCE, plan.schedule().onMissed());
        assertEquals(3, plan.schedule().attempts());
        assertEquals(Duration.ofMinutes(5), plan.schedule().backoff());
        assertEquals(OptionalInt.empty(), plan.retention().keepLast());
        assertEquals(Optional.empty(), plan.restoreTest().schedule());
        assertEquals(new Selection.Newest(), plan.restoreTest().selection());
        assertEquals(new RegionChoice.Any(), plan.restoreTest().region());
        assertEquals(List.of(new Probe.Content()), plan.restoreTest().probes());
        assertEquals(Duration.ofDays(30), plan.restoreTest().staleAfter());
    }

    @Test
    void retention_isReadInFull_andNothingOfItKeepsEverything() throws IOException {
        assertEquals(
                Retention.EVERYTHING,
                load().plan(new PlanName("files")).orElseThrow().retention());
        write("plans/files.yml", PLAN + """
                retention:
                  keep_last: 1
                  keep_hourly: 2
                  keep_daily: 3
                  keep_weekly: 4
                  keep_monthly: 5
                  keep_yearly: 6
                  keep_within: 2w
                  keep_verified: 7
                """);
        var retention = load().plan(new PlanName("files")).orElseThrow().retention();
        assertEquals(
                new Retention(
                        OptionalInt.of(1),
                        OptionalInt.of(2),
                        OptionalInt.of(3),
                        OptionalInt.of(4),
                        OptionalInt.of(5),
                        OptionalInt.of(6),
                        Optional.of(Duration.ofDays(14)),
                        OptionalInt.of(7)),
                retention);
        assertFalse(retention.keepsEverything());
        assertEquals(7, retention.minimumVerified());
        write("plans/files.yml", PLAN + "retention: {keep_verified: 2}\n");
        assertTrue(load().plan(new PlanName("files")).orElseThrow().retention().keepsEverything());
        assertEquals(1, Retention.EVERYTHING.minimumVerified());
    }

    @Test
    void whatIsWrongWithRetention_isReportedAtOnce() throws IOException {
        write("plans/files.yml", PLAN + """
                retention:
                  keep_last: 0
                  keep_within: 0s
                  keep_verified: none
                  keep_dayly: 7
                """);
        assertEquals(
                List.of(
                        ConfigError.OUT_OF_RANGE,
                        ConfigError.NOT_POSITIVE,
                        ConfigError.EXPECTED_INTEGER,
                        ConfigError.UNKNOWN_KEY),
                problems().stream().map(p -> p.code()).toList());
        assertEquals("Did you mean keep_daily?", hint(problems().getLast()));
    }

    @Test
    void whatASourceSkips_isReadInFull_andNothingOfItIsNothing() throws IOException {
        write("plans/files.yml", PLAN.replace("source:", """
                source:
                  skip: {caches: true, if_present: [.nobackup], larger_than: 2GiB, nodump: true, ignore_case: true}\
                """));
        var source =
                (Source.Files) load().plan(new PlanName("files")).orElseThrow().source();
        assertEquals(
                Optional.of(new Source.Skip(true, List.of(".nobackup"), OptionalLong.of(2L << 30), true, true)),
                source.skip());
        write("plans/files.yml", PLAN.replace("source:", "source:\n  skip: {caches: false}"));
        source = (Source.Files) load().plan(new PlanName("files")).orElseThrow().source();
        assertEquals(Optional.empty(), source.skip());
    }

    @Test
    void mistakesInWhatASourceSkips_areReported() throws IOException {
        write("plans/files.yml", PLAN.replace("source:", """
                source:
                  skip: {cache: true, if_present: [a/b], larger_than: much}\
                """));
        assertEquals(
                List.of("files.yml HKE-1110", "files.yml HKE-1133", "files.yml HKE-1132"),
                problems().stream()
                        .map(p -> p.file().getFileName() + " " + p.code().id())
                        .toList());
    }

    @Test
    void hooks_areReadInFull_withDefaults_andThoseAfterCannotStopABackup() throws IOException {
        write("plans/files.yml", PLAN + """
                hooks:
                  before:
                    - {argv: [/bin/freeze, "a b"]}
                    - {argv: [/bin/tell], timeout: 5s, on_failure: warn}
                  after: [{argv: [/bin/thaw], timeout: 1m}]
                  after_failure: [{argv: [/bin/alarm], on_failure: warn}]
                """);
        var ten = Duration.ofMinutes(10);
        assertEquals(
                Optional.of(new Hooks(
                        List.of(
                                new Hooks.Hook(List.of("/bin/freeze", "a b"), ten, OnFailure.FAIL),
                                new Hooks.Hook(List.of("/bin/tell"), Duration.ofSeconds(5), OnFailure.WARN)),
                        List.of(new Hooks.Hook(List.of("/bin/thaw"), Duration.ofMinutes(1), OnFailure.WARN)),
                        List.of(new Hooks.Hook(List.of("/bin/alarm"), ten, OnFailure.WARN)))),
                load().plan(new PlanName("files")).orElseThrow().hooks());
        write("plans/files.yml", PLAN + "hooks: {}\n");
        assertEquals(
                Optional.empty(),
                load().plan(new PlanName("files")).orElseThrow().hooks());
        write("plans/files.yml", PLAN + """
                hooks:
                  before: [{argv: []}]
                  after: [{argv: [x], on_failure: fail}]
                  afterwards: []
                """);
        assertEquals(
                List.of("HKE-1142", "HKE-1127", "HKE-1110"),
                problems().stream().map(p -> p.code().id()).toList());
    }

    @Test
    void aSmallRepositoryHasFirstRegionAsHome_majorityAsQuorum_machineKeys() {
        var repository = load().repository(new RepositoryName("main")).orElseThrow();
        assertEquals("tokyo", repository.home().value());
        assertEquals(2, repository.quorum());
        assertEquals(new KeySource.Machine(), repository.keys());
    }

    @Test
    void anS3RegionIsReadInFull_andDefaultsFollowTheEndpoint() throws IOException {
        write("repositories/main.yml", """
                name: main
                regions:
                  - {name: aws, type: s3, bucket: backup}
                  - name: minio
                    type: s3
                    endpoint: https://store.example:9000
                    bucket: backup
                    prefix: a/b/
                    signing_region: ap-northeast-1
                    path_style: false
                    checksums: when-supported
                    credentials_file: ../keys/minio.properties
                    ca_file: /etc/ca.pem
                  - {name: other, type: s3, endpoint: "http://127.0.0.1:9000", bucket: backup}
                keys: {type: passphrase-command, argv: [pass, hikae]}
                """);
        var repository = load().repository(new RepositoryName("main")).orElseThrow();
        var locations = repository.regions().stream()
                .map(r -> (Location.S3) r.location())
                .toList();
        assertEquals(Location.ChecksumMode.WHEN_SUPPORTED, locations.get(0).checksums());
        assertEquals(false, locations.get(0).pathStyle());
        assertEquals(
                new Location.S3(
                        Optional.of(URI.create("https://store.example:9000")),
                        "backup",
                        "a/b/",
                        "ap-northeast-1",
                        false,
                        Location.ChecksumMode.WHEN_SUPPORTED,
                        Optional.of(folder.resolve("keys/minio.properties")),
                        Optional.of(Path.of("/etc/ca.pem"))),
                locations.get(1));
        assertEquals(Location.ChecksumMode.WHEN_REQUIRED, locations.get(2).checksums());
        assertTrue(locations.get(2).pathStyle());
        assertEquals(new KeySource.PassphraseCommand(List.of("pass", "hikae")), repository.keys());
    }

    @Test
    void packsMayHaveAStorageClass_thatIsReadAtOnce() throws IOException {
        write("repositories/main.yml", """
                name: main
                regions:
                  - {name: aws, type: s3, bucket: backup, storage_class: STANDARD_IA}
                  - {name: as-the-api-shows-it, type: s3, bucket: other, storage_class: glacier-ir}
                """);
        RepositoryConfig read = load().repository(new RepositoryName("main")).orElseThrow();
        assertEquals(
                List.of(Optional.of(Location.StorageClass.STANDARD_IA), Optional.of(Location.StorageClass.GLACIER_IR)),
                read.regions().stream()
                        .map(r -> ((Location.S3) r.location()).storageClass())
                        .toList());
        assertEquals(read, Json.read(Json.tree(read).toString(), RepositoryConfig.class));
        write("repositories/main.yml", """
                name: main
                regions:
                  - {name: cold, type: s3, bucket: cold, storage_class: DEEP_ARCHIVE}
                  - {name: typo, type: s3, bucket: typo, storage_class: STANDART_IA}
                  - {name: disk, type: folder, path: /backup, storage_class: STANDARD_IA}
                """);
        assertEquals(
                List.of(ConfigError.ARCHIVE_CLASS, ConfigError.EXPECTED_ONE_OF, ConfigError.UNKNOWN_KEY),
                problems().stream().map(Problem::code).toList());
    }

    @Test
    void aBucketsRegionMayLock_aFoldersMayNot() throws IOException {
        write("repositories/main.yml", """
                name: main
                regions:
                  - {name: aws, type: s3, bucket: backup, lock: {mode: compliance, period: 30d}}
                  - {name: after-attack, type: s3, bucket: other, versions: oldest}
                """);
        var regions =
                load().repository(new RepositoryName("main")).orElseThrow().regions();
        assertEquals(
                Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, Duration.ofDays(30))),
                regions.get(0).lock());
        assertEquals(Optional.empty(), regions.get(1).lock());
        assertEquals(
                List.of(Optional.empty(), Optional.of(Location.Versions.OLDEST)),
                regions.stream()
                        .map(r -> ((Location.S3) r.location()).versions())
                        .toList());
        write("repositories/main.yml", """
                name: main
                regions:
                  - {name: disk, type: folder, path: /backup, lock: {mode: compliance, period: 30d}}
                  - {name: short, type: s3, bucket: backup, lock: {mode: governance, period: 1h}}
                  - {name: soft, type: s3, bucket: other, lock: {mode: advisory, period: 30d}}
                """);
        assertEquals(
                List.of(ConfigError.FOLDER_CANNOT_LOCK, ConfigError.LOCK_TOO_SHORT, ConfigError.EXPECTED_ONE_OF),
                problems().stream().map(Problem::code).toList());
    }

    @Test
    void aBucketsBandwidth_followsTheTimeOfDayInItsZone() throws IOException {
        write("repositories/main.yml", """
                name: main
                regions:
                  - name: osaka
                    type: s3
                    bucket: backup
                    bandwidth:
                      upload: 5MB
                      zone: Asia/Tokyo
                      windows:
                        - {from: "08:00", to: "18:00", upload: 1MB, download: 2MB}
                        - {from: "22:00", to: "04:00", upload: 50MB}
                """);
        RepositoryConfig read = load().repository(new RepositoryName("main")).orElseThrow();
        Bandwidth bandwidth = read.regions().getFirst().bandwidth().orElseThrow();
        assertEquals(limits(5_000_000, -1), bandwidth.at(Instant.parse("2026-11-23T22:59:59Z")));
        assertEquals(limits(1_000_000, 2_000_000), bandwidth.at(Instant.parse("2026-11-23T23:00:00Z")));
        assertEquals(limits(5_000_000, -1), bandwidth.at(Instant.parse("2026-11-23T09:00:00Z")));
        assertEquals(limits(50_000_000, -1), bandwidth.at(Instant.parse("2026-11-23T13:00:00Z")));
        assertEquals(limits(50_000_000, -1), bandwidth.at(Instant.parse("2026-11-23T18:59:00Z")));
        assertEquals(read, Json.read(Json.tree(read).toString(), RepositoryConfig.class));
        write("repositories/main.yml", """
                name: main
                regions:
                  - {name: disk, type: folder, path: /backup, bandwidth: {upload: 5MB}}
                  - {name: small, type: s3, bucket: backup, bandwidth: {upload: 1kB}}
                  - {name: late, type: s3, bucket: other, bandwidth: {windows: [{from: "25:00", to: "04:00"}]}}
                """);
        assertEquals(
                List.of(ConfigError.FOLDER_CANNOT_LIMIT, ConfigError.LIMIT_TOO_SMALL, ConfigError.EXPECTED_TIME_OF_DAY),
                problems().stream().map(Problem::code).toList());
    }

    private static Bandwidth.Limits limits(long upload, long download) {
        return new Bandwidth.Limits(
                OptionalLong.of(upload), download < 0 ? OptionalLong.empty() : OptionalLong.of(download));
    }

    @Test
    void aRepositoryStoredBeforeLocksWereKnown_isReadAndWrittenAsItWas() {
        String stored =
                "{\"name\":\"main\",\"regions\":[{\"name\":\"a\",\"location\":{\"type\":\"s3\",\"bucket\":\"b\",\"prefix\":\"\","
                        + "\"signing_region\":\"us-east-1\",\"path_style\":true,\"checksums\":\"when-required\"}}],"
                        + "\"home\":\"a\",\"quorum\":1,\"keys\":{\"type\":\"machine\"}}";
        RepositoryConfig read = Json.read(stored, RepositoryConfig.class);
        assertEquals(Optional.empty(), read.regions().getFirst().lock());
        assertEquals(Json.parse(stored), Json.tree(read));
    }

    @Test
    void everyProblemOfEveryFileIsReportedAtOnce_withItsPlaceAndAHint() throws IOException {
        write("plans/files.yml", """
                name: Files
                repository: mian
                source:
                  roots: []
                  exlude: ["*.tmp"]
                schedule:
                  cron: never
                  zone: Asia/Tokio
                objectives: {rto: 0s, rpo: soon}
                password: hunter2
                """);
        write("repositories/main.yml", REPOSITORY + "home: kyoto\nquorum: 3\n");
        write("runbooks/loss.yml", RUNBOOK + """
                  - {id: two, action: command, argv: "true", after: [tow]}
                colour: red
                """);
        var problems = problems();
        assertEquals(
                List.of(
                        "files.yml:1:7 HKE-1126",
                        "files.yml:2:13 HKE-1151",
                        "files.yml:4:10 HKE-1142",
                        "files.yml:5:3 HKE-1110",
                        "files.yml:7:9 HKE-1145",
                        "files.yml:8:9 HKE-1129",
                        "files.yml:9:19 HKE-1141",
                        "files.yml:9:28 HKE-1125",
                        "files.yml:10:1 HKE-1112",
                        "main.yml:5:7 HKE-1153",
                        "main.yml:6:9 HKE-1156",
                        "loss.yml:4:7 HKE-1152",
                        "loss.yml:7:38 HKE-1121",
                        "loss.yml:8:1 HKE-1110"),
                problems.stream()
                        .map(p -> p.file().getFileName() + ":" + p.line() + ":" + p.column() + " "
                                + p.code().id())
                        .toList());
        assertEquals("Did you mean exclude?", hint(problems.get(3)));
        assertEquals("もしかして exclude ですか。", Messages.render(problems.get(3).hint(), Locale.JAPANESE));
        assertTrue(hint(problems.get(13)).startsWith("Known keys here: exclusions, name,"));
    }

    @Test
    void theExceptionNamesTheFirstProblemInOneLine() throws IOException {
        write("plans/files.yml", PLAN + "zone: UTC\n");
        var e = assertThrows(ConfigurationException.class, this::load);
        assertEquals(
                "HKE-1100: the configuration has 1 problem(s); the first is " + folder.resolve("plans/files.yml")
                        + ":8:1: HKE-1110: unknown key zone",
                e.getMessage());
    }

    @Test
    void duplicateKeysAreNamedWithTheFirstLine() throws IOException {
        write("plans/files.yml", PLAN + "name: again\n");
        var problem = only(ConfigError.DUPLICATE_KEY);
        assertEquals(8, problem.line());
        assertEquals(List.of("name", "1"), problem.text().params());
    }

    @Test
    void wrongTypesAreNamed() throws IOException {
        write("plans/files.yml", PLAN.replace("roots: [/srv/data]", "roots: [/srv/data]\n  one_file_system: yes"));
        only(ConfigError.EXPECTED_BOOLEAN);
        write("plans/files.yml", PLAN.replace("[/srv/data]", "/srv/data"));
        only(ConfigError.EXPECTED_LIST);
        write("plans/files.yml", PLAN.replace("{rto: 4h, rpo: PT24H}", "4h"));
        only(ConfigError.EXPECTED_MAPPING);
        write("plans/files.yml", PLAN.replace("cron: \"0 0 1 * * ?\"", "cron: \"0 0 1 * * ?\"\n  attempts: '3'"));
        only(ConfigError.EXPECTED_INTEGER);
        write("plans/files.yml", PLAN.replace("cron: \"0 0 1 * * ?\"", "cron: \"0 0 1 * * ?\"\n  attempts: 0"));
        only(ConfigError.OUT_OF_RANGE);
        write("plans/files.yml", PLAN.replace("name: files", "name: [files]"));
        problems();
    }

    @Test
    void aNameInTwoFilesIsRefused() throws IOException {
        write("plans/other.yml", PLAN);
        var problem = only(ConfigError.NAME_TWICE);
        assertTrue(problem.file().endsWith("other.yml"));
        assertTrue(problem.text().params().get(1).endsWith("files.yml:1"));
    }

    @Test
    void regionsOfTwoRepositoriesMayNotOverlap() throws IOException {
        write(
                "repositories/second.yml",
                "name: second\nregions:\n  - {name: tokyo, type: folder, path: /backup/tokyo/deeper}\n");
        assertEquals(
                List.of("second/tokyo", "main/tokyo"),
                only(ConfigError.SAME_LOCATION).text().params());
    }

    @Test
    void aRemoteTestOfASingleRegionIsRefused() throws IOException {
        write("repositories/main.yml", "name: main\nregions:\n  - {name: tokyo, type: folder, path: t}\n");
        write("plans/files.yml", PLAN + "restore_test: {region: remote}\n");
        only(ConfigError.NO_OTHER_REGION);
    }

    @Test
    void regionsNamedInTestsAndStepsMustExist() throws IOException {
        write("plans/files.yml", PLAN + "restore_test: {region: kyoto}\n");
        only(ConfigError.UNKNOWN_REGION);
        write("plans/files.yml", PLAN);
        write("runbooks/loss.yml", RUNBOOK + "  - {id: two, action: region-down, region: kyoto}\n");
        only(ConfigError.UNKNOWN_REGION);
    }

    @Test
    void stepsThatWaitForEachOtherAreRefused() throws IOException {
        write("runbooks/loss.yml", RUNBOOK + """
                  - {id: two, action: catch-up, after: [one, four]}
                  - {id: three, action: catch-up, after: [two]}
                  - {id: four, action: catch-up, after: [three]}
                """);
        assertEquals(
                List.of("two → four → three → two"),
                only(ConfigError.STEP_CYCLE).text().params());
    }

    @Test
    void aStepThatComesAfterNothingKnownIsRefused() throws IOException {
        write("runbooks/loss.yml", RUNBOOK + "  - {id: two, action: catch-up, after: [zero]}\n");
        only(ConfigError.UNKNOWN_STEP);
    }

    @Test
    void anAliasBombIsRefusedUnexpanded() throws IOException {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, "*a" + (i - 1)))));
        }
        write("plans/files.yml", bomb.toString());
        write("runbooks/loss.yml", RUNBOOK.replace("plan: files", "plan: files # none"));
        assertEquals(ConfigError.YAML_ALIAS, problems().getFirst().code());
    }

    @Test
    void deepNestingIsRefusedWithoutOverflow() throws IOException {
        write("plans/files.yml", "[".repeat(500_000));
        assertEquals(ConfigError.YAML_TOO_DEEP, problems().getFirst().code());
    }

    @Test
    void filesThatAreTooLargeOrNotUtf8OrEmptyOrNotYamlAreRefused() throws IOException {
        write("plans/files.yml", "#".repeat((1 << 20) + 1));
        assertEquals(ConfigError.FILE_TOO_LARGE, problems().getFirst().code());
        Files.write(folder.resolve("plans/files.yml"), new byte[] {'a', ':', ' ', (byte) 0xff});
        assertEquals(ConfigError.NOT_UTF8, problems().getFirst().code());
        write("plans/files.yml", "# nothing\n");
        assertEquals(ConfigError.FILE_EMPTY, problems().getFirst().code());
        write("plans/files.yml", "name: [files\nrepository: main\n");
        assertEquals(ConfigError.YAML_SYNTAX, problems().getFirst().code());
        assertEquals(2, problems().getFirst().line());
        write("plans/files.yml", PLAN + "---\n" + PLAN);
        assertEquals(ConfigError.YAML_SYNTAX, problems().getFirst().code());
    }

    @Test
    void anAddressWithAUserIsRefused() throws IOException {
        write(
                "repositories/main.yml",
                "name: main\nregions:\n  - {name: a, type: s3, bucket: backup, endpoint: 'https://me:pw@store.example'}\n");
        only(ConfigError.USER_INFO_IN_URL);
    }

    @Test
    void textThatIsNotNfcIsRefused_becauseItHasNoCanonicalForm() throws IOException {
        write("plans/files.yml", PLAN + "description: \"cafe\u0301\"\n");
        only(ConfigError.NOT_NFC);
    }

    @Test
    void aPlanWrittenAsJsonByTheServiceIsReadBackTheSame() throws IOException {
        write("plans/files.yml", PLAN + """
                restore_test:
                  selection: {type: random-within, window: 7d}
                  region: osaka
                  probes:
                    - content
                    - {type: http, name: up, url: "http://127.0.0.1:8080/"}
                    - {type: freshness, name: newest, argv: [newest-row], timeout: 30s}
                retention: {keep_last: 3}
                """);
        Plan plan = load().plan(new PlanName("files")).orElseThrow();
        var loader = new ConfigurationLoader(ConfigurationLoaderTest::check);
        assertEquals(plan, loader.plan(Json.text(plan), Path.of("request.json")));
    }

    @Test
    void textsAreReadAsFilesAre() {
        var loader = new ConfigurationLoader(ConfigurationLoaderTest::check);
        var texts = Map.of("repositories/main.yml", REPOSITORY, "plans/files.yml", PLAN, "runbooks/loss.yml", RUNBOOK);
        assertEquals(load(), loader.load(folder, texts));
        var misplaced = Map.of("../plans/files.yml", PLAN, "plans/../../x.yml", PLAN, "plans/ok.yml", PLAN);
        var problems = assertThrows(ConfigurationException.class, () -> loader.load(folder, misplaced))
                .problems();
        assertTrue(problems.stream()
                .anyMatch(p -> p.code() == ConfigError.MISPLACED_FILE
                        && p.text().params().equals(List.of("plans/../../x.yml"))));
    }

    @Test
    void missingFoldersAreEmptyOnes(@TempDir Path empty) {
        var none = Configuration.load(empty, ConfigurationLoaderTest::check);
        assertTrue(none.plans().isEmpty()
                && none.repositories().isEmpty()
                && none.runbooks().isEmpty());
    }

    private Configuration load() {
        return Configuration.load(folder, ConfigurationLoaderTest::check);
    }

    private List<Problem> problems() {
        return assertThrows(ConfigurationException.class, this::load).problems();
    }

    private Problem only(ConfigError code) {
        var problems = problems();
        assertEquals(List.of(code), problems.stream().map(Problem::code).toList(), () -> problems.stream()
                .map(p -> p.render(Locale.ENGLISH))
                .toList()
                .toString());
        return problems.getFirst();
    }

    private static String hint(Problem problem) {
        return Messages.render(problem.hint(), Locale.ENGLISH);
    }

    private static Optional<String> check(String cron, java.time.ZoneId zone) {
        return cron.split(" ").length >= 6 ? Optional.empty() : Optional.of("too few fields");
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }

    @Test
    void upkeep_isAsUsualWhereNothingIsSaid_andNeverWhereThatIsSaid() throws IOException {
        write("repositories/main.yml", REPOSITORY + """
                upkeep:
                  prune: never
                  scrub: {schedule: {cron: "0 0 4 * * ?", zone: Asia/Tokyo}, level: l3, bytes: 50GiB}
                """);
        var main = load().repository(new RepositoryName("main")).orElseThrow();
        Upkeep upkeep = main.upkept();
        assertEquals(Optional.empty(), upkeep.prune());
        assertEquals(Upkeep.usual(main.regions()).replication(), upkeep.replication());
        var scrub = upkeep.scrub().orElseThrow();
        assertEquals(Upkeep.Level.L3, scrub.level());
        assertEquals("0 0 4 * * ?", scrub.schedule().cron());
        assertEquals(Optional.empty(), scrub.time());
        assertEquals(Optional.of(50L << 30), scrub.bytes());
        assertEquals(Optional.empty(), upkeep.lockExtension());
    }

    @Test
    void locks_areExtendedMoreOftenWhereTheyAreShort() {
        assertEquals("0 15 1/6 * * ?", extension(Duration.ofDays(2)));
        assertEquals("0 15 1 * * ?", extension(Duration.ofDays(8)));
    }

    private static String extension(Duration period) {
        var region = new RepositoryConfig.Region(
                new RegionName("aws"),
                new Location.Folder(Path.of("/unused")),
                Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, period)));
        return Upkeep.usual(List.of(region)).lockExtension().orElseThrow().cron();
    }

    @Test
    void upkeepThatIsNone_isAProblemWithItsPlace() throws IOException {
        write("repositories/main.yml", REPOSITORY + """
                upkeep:
                  prune: sometimes
                  scrub: {level: l9}
                """);
        assertEquals(
                List.of(ConfigError.EXPECTED_ONE_OF, ConfigError.MISSING_KEY, ConfigError.EXPECTED_ONE_OF),
                problems().stream().map(Problem::code).toList());
    }
}
