package dev.hikae.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads from a service that works, then loses a region, then gets it back. */
class MetricsTest {
    @Test
    void metrics_tellHowThePlanAndItsRegionsAreDoing(@TempDir Path home) throws Exception {
        try (World world = new World(home)) {
            String before = scrape(world);
            assertEquals(0, value(before, "hikae_runs_total{kind=\"backup\",state=\"failed\"}"));
            assertEquals(86_400, value(before, "hikae_plan_rpo_target_seconds{plan=\"docs\"}"));
            assertFalse(before.contains("hikae_plan_rpo_exposure_seconds{"), before);
            assertFalse(before.contains("hikae_plan_last_verified_timestamp_seconds{"), before);

            world.run("/backups", "{'plan':'docs'}");
            world.run("/restore-tests", "{'plan':'docs'}");
            losesAndRegainsARegion(world);
            world.service().clock().forward(Duration.ofHours(2));
            String after = scrape(world);
            double now = world.service().clock().instant().toEpochMilli() / 1000.0;
            assertEquals(2, value(after, "hikae_runs_total{kind=\"backup\",state=\"succeeded\"}"));
            assertEquals(1, value(after, "hikae_runs_total{kind=\"restore-test\",state=\"succeeded\"}"));
            double exposure = value(after, "hikae_plan_rpo_exposure_seconds{plan=\"docs\"}");
            assertTrue(exposure >= 7200 && exposure < 86_400, after);
            assertLongAgo(now, value(after, "hikae_plan_last_verified_timestamp_seconds{plan=\"docs\"}"));
            assertLongAgo(
                    now, value(after, "hikae_run_last_success_timestamp_seconds{kind=\"backup\",subject=\"docs\"}"));
            assertEquals(0, value(after, "hikae_plan_overdue{plan=\"docs\"}"));
            assertEquals(0, value(after, "hikae_alerts_undelivered"));
        }
    }

    /** Two hours at least, a day at most. */
    private static void assertLongAgo(double now, double at) {
        assertTrue(now - at >= 7200 && now - at < 86_400, now + " " + at);
    }

    private static void losesAndRegainsARegion(World world) throws Exception {
        assertEquals(0, behind(scrape(world), "singapore"));
        Path region = world.home.resolve("regions/singapore");
        Path elsewhere = world.home.resolve("regions/elsewhere");
        Files.move(region, elsewhere);
        Files.writeString(world.source.resolve("new.txt"), "new\n");
        world.run("/backups", "{'plan':'docs'}");
        String without = scrape(world);
        assertEquals(1, behind(without, "singapore"), without);
        assertEquals(0, behind(without, "osaka"), without);
        Files.move(elsewhere, region);
        world.run("/replications", "{'repository':'main'}");
        assertEquals(0, behind(scrape(world), "singapore"));
    }

    private static double behind(String metrics, String region) {
        return value(metrics, "hikae_region_snapshots_behind{region=\"" + region + "\",repository=\"main\"}");
    }

    private static double value(String metrics, String series) {
        OptionalDouble value = metrics.lines()
                .filter(l -> l.startsWith(series + " "))
                .mapToDouble(l -> Double.parseDouble(l.substring(series.length() + 1)))
                .findFirst();
        assertTrue(value.isPresent(), () -> series + " is not in\n" + metrics);
        return value.getAsDouble();
    }

    private static String scrape(World world) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            world.service().server().adminUri().resolve("/metrics"))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
            return answer.body();
        }
    }
}
