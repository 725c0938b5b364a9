package dev.hikae.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.server.TestClient.Answer;
import dev.hikae.server.page.SampleData;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Browsers: sessions, forms, and every page in both languages. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PagesTest {
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final List<String> PAGES = List.of(
            "/",
            "/runs",
            "/runs/" + SampleData.RUN,
            "/snapshots",
            "/snapshots/" + SampleData.SNAPSHOT + "?path=%2Fsrv%2Foffice",
            "/restore-tests",
            "/drills",
            "/register",
            "/regions",
            "/audit",
            "/accounts",
            "/password");

    private static final SampleData SAMPLE = new SampleData();
    private static TestService service;
    private static String admin = "";
    private static TestClient browser;

    @BeforeAll
    static void start(@TempDir Path folder) {
        service = new TestService(folder, SAMPLE);
        admin = service.firstSignIn();
        browser = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Answer page(TestClient client, String path, String language) {
        return client.send(client.request(path).header("Accept", "text/html").header("Accept-Language", language));
    }

    private static String csrf(Answer page) {
        Matcher m = CSRF.matcher(page.body());
        assertTrue(m.find(), page.body());
        return m.group(1);
    }

    private static Answer signIn(TestClient client, String account, String password) {
        Answer form = page(client, "/login?next=/runs", "en");
        return client.form(
                "/login", Map.of("_csrf", csrf(form), "account", account, "password", password, "next", "/runs"));
    }

    @Test
    @Order(1)
    void strangers_areSentToTheSignInPage() {
        Answer answer = page(browser, "/snapshots?plan=office", "en");
        assertEquals(303, answer.status());
        assertTrue(
                answer.header("Location").endsWith("/login?next=%2Fsnapshots%3Fplan%3Doffice"),
                answer.header("Location"));
    }

    @Test
    @Order(2)
    void wrongPassword_showsThePageAgain_withoutASession() {
        Answer answer = signIn(browser, "admin", "wrong");
        assertEquals(401, answer.status());
        assertTrue(answer.body().contains("HKE-6104"));
        assertFalse(answer.headers().allValues("Set-Cookie").toString().contains("__Host-hikae="));
    }

    @Test
    @Order(3)
    void signIn_setsAStrictCookie() {
        Answer answer = signIn(browser, "admin", TestService.ADMIN_PASSWORD);
        assertEquals(303, answer.status(), answer.body());
        assertTrue(answer.header("Location").endsWith("/runs"));
        String cookie = answer.headers().allValues("Set-Cookie").stream()
                .filter(c -> c.startsWith("__Host-hikae="))
                .findFirst()
                .orElseThrow();
        for (String attribute : List.of("Secure", "HttpOnly", "SameSite=Strict", "Path=/")) {
            assertTrue(cookie.contains(attribute), cookie);
        }
        assertFalse(cookie.contains("Domain"), cookie);
    }

    @Test
    @Order(4)
    void everyPage_rendersInBothLanguages_withoutWhatThePolicyForbids() {
        for (String path : PAGES) {
            for (String language : List.of("en", "ja")) {
                Answer answer = page(browser, path, language);
                assertEquals(200, answer.status(), path + " " + answer.body());
                assertTrue(answer.body().contains("<html lang=\"" + language + "\">"), path);
                assertFalse(answer.body().contains("style=\""), path);
                assertFalse(answer.body().matches("(?s).*<script(?! src=).*"), path);
                assertFalse(answer.body().matches("(?s).* on[a-z]+=\".*"), path);
            }
        }
        assertTrue(page(browser, "/", "ja").body().contains("復旧ポイント"));
    }

    @Test
    @Order(5)
    void oddNames_areEscaped() {
        String body = page(browser, "/snapshots/" + SampleData.SNAPSHOT, "en").body();
        assertTrue(body.contains("a&amp;b &quot;quoted&quot; &lt;i&gt;.txt"), body);
        assertFalse(body.contains("<i>.txt"));
        assertFalse(page(browser, "/runs/" + SampleData.RUN, "en").body().contains("<b>報告書"));
    }

    @Test
    @Order(6)
    void form_isRefused_withoutTokenOrFromElsewhere() {
        assertEquals(403, browser.form("/backups", Map.of("plan", "office")).status());
        assertEquals(
                403,
                browser.form("/backups", Map.of("plan", "office", "_csrf", "wrong"))
                        .status());
        String token = csrf(page(browser, "/", "en"));
        Answer elsewhere = browser.send(browser.request("/backups")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString("plan=office&_csrf=" + token)));
        assertEquals(403, elsewhere.status());
        assertEquals("HKE-6112", elsewhere.code());
        assertEquals(
                List.of(),
                SAMPLE.asked.stream().filter(a -> a.startsWith("backup")).toList());
    }

    @Test
    @Order(7)
    void forms_doWhatTheySay_inTheAccountsName() {
        String token = csrf(page(browser, "/", "en"));
        Answer started = browser.form("/backups", Map.of("plan", "office", "_csrf", token));
        assertEquals(303, started.status(), started.body());
        assertTrue(started.header("Location").endsWith("/runs/" + SampleData.RUN));
        browser.form(
                "/restores",
                Map.of(
                        "snapshot",
                        SampleData.SNAPSHOT,
                        "path",
                        "/srv/a&b",
                        "target",
                        "/srv/restore/x",
                        "dry_run",
                        "true",
                        "_csrf",
                        token));
        assertTrue(SAMPLE.asked.contains("backup office by admin"), SAMPLE.asked.toString());
        assertTrue(SAMPLE.asked.contains("restore [/srv/a&b] to /srv/restore/x dry by admin"), SAMPLE.asked.toString());
    }

    @Test
    @Order(8)
    void adminMayNotApprove_andIsToldOnAPage() {
        String token = csrf(page(browser, "/", "en"));
        Answer answer = browser.form(
                "/approvals/apr_1/decision", Map.of("decision", "approved", "comment", "ok", "_csrf", token));
        assertEquals(403, answer.status());
        assertTrue(answer.body().contains("HKE-6110"));
        assertTrue(answer.header("Content-Type").startsWith("text/html"));
    }

    @Test
    @Order(9)
    void account_isMadeOnThePage_withItsPasswordToldOnce() {
        String token = csrf(page(browser, "/accounts", "en"));
        Answer made = browser.form("/accounts", Map.of("name", "aoi", "role", "auditor", "_csrf", token));
        assertEquals(200, made.status(), made.body());
        Matcher told =
                Pattern.compile("<code class=\"id\">([a-z0-9-]{23})</code>").matcher(made.body());
        assertTrue(told.find(), made.body());
        TestClient auditor = service.client();
        assertEquals(303, signIn(auditor, "aoi", told.group(1)).status());
        Answer first = page(auditor, "/drills", "ja");
        assertTrue(first.header("Location").endsWith("/password"), first.status() + first.header("Location"));
        Answer changed = auditor.form(
                "/password",
                Map.of(
                        "_csrf",
                        csrf(page(auditor, "/password", "ja")),
                        "password",
                        told.group(1),
                        "new_password",
                        "an auditors own words",
                        "repeated",
                        "an auditors own words"));
        assertEquals(303, changed.status(), changed.body());
        String drills = page(auditor, "/drills", "en").body();
        assertTrue(drills.contains("/api/v1/evidence/evd_1/bundle"));
        assertFalse(drills.contains("href=\"/snapshots\""));
        assertEquals(303, page(auditor, "/", "en").status());
        assertEquals(403, page(auditor, "/snapshots", "en").status());
    }

    @Test
    @Order(10)
    void secondSignIn_endsTheFirst() {
        TestClient other = service.client();
        assertEquals(303, signIn(other, "admin", TestService.ADMIN_PASSWORD).status());
        assertEquals(303, page(browser, "/runs", "en").status());
        assertEquals(200, page(other, "/runs", "en").status());
        browser = other;
    }

    /** An address that is none must not end a sign-in at an internal error. */
    @Test
    @Order(0)
    void addressThatIsNone_leadsToTheFirstPage() {
        Answer answer = service.client().form("/language", Map.of("lang", "en", "next", "/runs%zz"));
        assertEquals(303, answer.status());
        assertEquals(service.server().uri() + "/", answer.header("Location"));
    }

    @Test
    @Order(11)
    void language_isChosenByCookie() {
        browser.form("/language", Map.of("lang", "ja", "next", "/runs"));
        assertTrue(page(browser, "/runs", "en").body().contains("<html lang=\"ja\">"));
        browser.form("/language", Map.of("lang", "en", "next", "//evil.example"));
        assertTrue(page(browser, "/runs", "ja").body().contains("<html lang=\"en\">"));
    }

    @Test
    @Order(12)
    void unknownRun_isAPageThatSaysSo() {
        Answer answer = page(browser, "/runs/run_nothing", "en");
        assertEquals(404, answer.status());
        assertTrue(answer.body().contains("HKE-6020"));
    }

    @Test
    @Order(13)
    void assets_areServedAndRevalidated() {
        Answer css = browser.get("/assets/hikae.css", Optional.empty());
        assertEquals(200, css.status());
        assertTrue(css.header("Content-Type").startsWith("text/css"));
        Answer again = browser.send(browser.request("/assets/hikae.css").header("If-None-Match", css.header("ETag")));
        assertEquals(304, again.status());
        assertEquals(200, browser.get("/assets/htmx.min.js", Optional.empty()).status());
        assertEquals(404, browser.get("/assets/..%2fx", Optional.empty()).status() == 400 ? 404 : 0);
    }

    @Test
    @Order(14)
    void session_endsWhenIdle_andByAge() {
        service.clock().forward(Duration.ofMinutes(14));
        assertEquals(200, page(browser, "/runs", "en").status());
        service.clock().forward(Duration.ofMinutes(14));
        assertEquals(200, page(browser, "/runs", "en").status());
        service.clock().forward(Duration.ofMinutes(16));
        assertEquals(303, page(browser, "/runs", "en").status());
        assertEquals(303, signIn(browser, "admin", TestService.ADMIN_PASSWORD).status());
        for (int i = 0; i < 60; i++) {
            service.clock().forward(Duration.ofMinutes(12));
            page(browser, "/runs", "en");
        }
        assertEquals(303, page(browser, "/runs", "en").status());
    }

    @Test
    @Order(15)
    void signOut_endsTheSession() {
        assertEquals(303, signIn(browser, "admin", TestService.ADMIN_PASSWORD).status());
        String token = csrf(page(browser, "/runs/" + SampleData.RUN, "en"));
        String cookie = browser.cookies().getCookieStore().getCookies().stream()
                .filter(c -> c.getName().equals("__Host-hikae"))
                .findFirst()
                .orElseThrow()
                .getValue();
        assertEquals(303, browser.form("/logout", Map.of("_csrf", token)).status());
        Answer stolen = service.client()
                .send(service.client().request("/api/v1/account").header("Cookie", "__Host-hikae=" + cookie));
        assertEquals(401, stolen.status());
        assertEquals("HKE-6103", stolen.code());
        assertFalse(admin.isEmpty());
    }
}
