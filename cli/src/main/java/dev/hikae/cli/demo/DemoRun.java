package dev.hikae.cli.demo;

import dev.hikae.cli.client.ServiceClient;
import dev.hikae.server.HikaeServer;
import dev.hikae.server.settings.SettingsFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One run of the demo: its world, its service, its eight steps, and the screen at the end. */
public final class DemoRun implements AutoCloseable {
    private final DemoFolder folder;
    private final DemoScreen screen;
    private final DemoApplication application;
    private final HikaeServer server;
    private final ServiceClient nobody;
    private final DemoPeople people;
    private final long started = System.nanoTime();

    /**
     * Makes the demo's folder and starts the service.
     *
     * @param own an empty folder
     * @param source a directory to protect; only read
     * @param live whether a line may be drawn again
     */
    public DemoRun(Path own, Path source, PrintStream out, boolean live) throws IOException {
        this.folder = new DemoFolder(own);
        this.screen = new DemoScreen(out, live);
        screen.plain("start", own);
        this.application = new DemoApplication(folder.pointer());
        folder.make(source, application.address());
        screen.plain("start.source", source, folder.own());
        this.server = HikaeServer.start(new SettingsFile(folder.settings(), Map.of()).read());
        this.nobody = ServiceClient.of(server.uri(), Optional.of(server.certificate()), Locale.getDefault());
        this.people = new DemoPeople(nobody, new SecureRandom());
        screen.plain("serving", server.uri(), DemoScreen.millis((System.nanoTime() - started) / 1_000_000));
        people.arrive(firstPassword(server.firstPassword()));
    }

    /** Something the demo shows was not so. */
    public static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String what) {
            super(what);
        }
    }

    /** All steps, and the last screen. */
    public void run() throws IOException, InterruptedException {
        Demo.Evidence evidence = new Demo(folder, people, application, screen).run();
        new OfflineCheck(screen, folder).check(evidence);
        end(evidence);
    }

    /** Serves until the process is asked to stop. */
    public void serve() throws InterruptedException {
        screen.plain("end.serving");
        server.join();
    }

    private static String firstPassword(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .reduce((first, last) -> last)
                .orElse("")
                .replaceFirst(".*[:：]\\s*", "")
                .strip();
    }

    private void end(Demo.Evidence evidence) {
        screen.blank();
        screen.plain("end", DemoScreen.millis((System.nanoTime() - started) / 1_000_000));
        screen.plain("end.address", server.uri());
        screen.plain("end.sign-in", DemoPeople.FIRST, people.passwordOf(DemoPeople.FIRST));
        screen.plain(
                "end.people",
                String.join(
                        ", ",
                        List.of("operator", "approver", "auditor").stream()
                                .map(role -> role + " " + people.passwordOf(role))
                                .toList()));
        screen.plain(
                "end.report",
                folder.evidence().resolve("report." + Locale.getDefault().getLanguage() + ".pdf"));
        screen.plain("end.bundle", evidence.bundle());
        screen.plain("end.kit", server.recoveryKits().resolve(DemoFolder.REPOSITORY + ".txt"));
        screen.plain("end.root", "SHA-256 " + evidence.fingerprint());
        screen.plain("end.curl");
        curl();
    }

    private void curl() {
        String curl = "curl -s --cacert " + server.certificate() + " ";
        String api = server.uri() + "/api/v1";
        screen.raw("T=$(" + curl + api
                + "/sign-in -H 'Content-Type: application/json' -d '{\"account\":\"operator\",\"password\":\""
                + people.passwordOf("operator") + "\"}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')");
        screen.raw(curl + "-H \"Authorization: Bearer $T\" " + api + "/snapshots");
        screen.raw(
                curl + "-H \"Authorization: Bearer $T\" -H 'Content-Type: application/json' -d '{\"plan\":\"demo\"}' "
                        + api + "/backups");
        screen.raw(curl + "-H \"Authorization: Bearer $T\" '" + api + "/runs?limit=5'");
    }

    @Override
    public void close() {
        nobody.close();
        server.close();
        application.close();
    }
}
