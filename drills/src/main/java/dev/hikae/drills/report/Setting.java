package dev.hikae.drills.report;

import dev.hikae.config.id.RegionName;
import dev.hikae.config.plan.Source;
import dev.hikae.config.repository.Location;
import dev.hikae.config.repository.RepositoryConfig;
import dev.hikae.config.text.Text;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The parts that reports of drills and of restore tests share: scope, notices, limits, environment. */
final class Setting {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private Setting() {}

    static Text text(String key, Object... params) {
        return Text.of(Words.BUNDLE, "report." + key, params);
    }

    static Scope scope(ReportContext c, List<String> paths, List<RegionName> down, List<Scope.Exclusion> exclusions) {
        return new Scope(
                c.plan().name().value(),
                c.plan().description(),
                c.plan().repository().value(),
                sources(c.plan().source()),
                paths,
                c.repository().regions().stream()
                        .map(r -> region(r, c.repository().home(), down))
                        .toList(),
                exclusions);
    }

    private static List<String> sources(Source source) {
        return switch (source) {
            case Source.Files f -> f.roots().stream().map(Path::toString).toList();
        };
    }

    private static Scope.Region region(RepositoryConfig.Region r, RegionName home, List<RegionName> down) {
        return new Scope.Region(
                r.name().value(), r.name().equals(home), location(r.location()), down.contains(r.name()));
    }

    private static String location(Location location) {
        return switch (location) {
            case Location.Folder f -> f.path().toString();
            case Location.S3 s ->
                s.endpoint().map(Setting::withoutUser).orElse("s3://") + "/" + s.bucket() + "/" + s.prefix();
        };
    }

    private static String withoutUser(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** Whether every region lies on the machine that runs this. */
    static boolean oneMachine(RepositoryConfig repository) {
        return repository.regions().stream().allMatch(r -> switch (r.location()) {
            case Location.Folder f -> true;
            case Location.S3 s ->
                s.endpoint().map(URI::getHost).filter(THIS_MACHINE::contains).isPresent();
        });
    }

    /** What stands on the first page. */
    static List<Text> notices(ReportContext c, List<RegionName> down) {
        var notices = new ArrayList<Text>();
        down.stream().distinct().forEach(r -> notices.add(text("notice.simulated", r)));
        if (oneMachine(c.repository())) {
            notices.add(text("notice.not-geographic"));
        }
        notices.add(
                switch (c.verification().tsa()) {
                    case BUILT_IN -> text("notice.tsa.built-in");
                    case EXTERNAL ->
                        text("notice.tsa.external", c.verification().tsaUrl().orElse(""));
                    case NONE -> text("notice.tsa.none");
                });
        return notices;
    }

    static List<Text> limitations(ReportContext c, List<RegionName> down) {
        var limits = new ArrayList<Text>();
        limits.add(text("limit.signature"));
        limits.add(text("limit.outside"));
        limits.add(text("limit.checkpoints"));
        if (c.verification().tsa() != Verification.Tsa.EXTERNAL) {
            limits.add(text("limit.tsa"));
        }
        if (!down.isEmpty()) {
            limits.add(text("limit.simulated"));
        }
        if (oneMachine(c.repository())) {
            limits.add(text("limit.not-geographic"));
        }
        limits.add(text("limit.isolation"));
        limits.add(text("limit.clock"));
        return limits;
    }

    static List<Text> safety() {
        return List.of(text("safety.isolated"), text("safety.read-only"), text("safety.no-production"));
    }

    static Environment environment(ReportContext c) {
        ReportContext.Installation i = c.installation();
        return new Environment(
                i.version(),
                i.commit(),
                i.sbomSha256(),
                i.jdk(),
                i.os(),
                i.host(),
                i.configurationSha256(),
                c.repositoryInfo().id(),
                c.repositoryInfo().format(),
                c.repositoryInfo().ownerFingerprint());
    }
}
