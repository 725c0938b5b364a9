package dev.hikae.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The service's settings, complete: defaults filled in, paths absolute.
 *
 * @param data folder the service owns
 * @param configuration folder that holds {@code plans/}, {@code repositories/} and {@code runbooks/}
 * @param node name of this process among others
 * @param organisation whose evidence it is; stands in certificates and reports
 * @param restoreRoots folders that restores through the service may write below; empty means none may
 */
public record Settings(
        Path data,
        Path configuration,
        String node,
        String organisation,
        Listen listen,
        Tls tls,
        Log log,
        SignIn signIn,
        List<Path> restoreRoots,
        Alerts alerts) {
    public Settings {
        restoreRoots = List.copyOf(restoreRoots);
    }

    /** Defaults for a data folder, as an empty file would give. */
    public static Settings defaults(Path data, Path configuration) {
        return new Settings(
                data.toAbsolutePath().normalize(),
                configuration.toAbsolutePath().normalize(),
                SettingsFile.hostName(),
                SettingsFile.hostName(),
                Listen.DEFAULT,
                Tls.DEFAULT,
                Log.DEFAULT,
                SignIn.DEFAULT,
                List.of(),
                Alerts.DEFAULT);
    }

    public Settings withListen(Listen other) {
        return new Settings(data, configuration, node, organisation, other, tls, log, signIn, restoreRoots, alerts);
    }

    public Settings withLog(Log other) {
        return new Settings(data, configuration, node, organisation, listen, tls, other, signIn, restoreRoots, alerts);
    }

    public Settings withSignIn(SignIn other) {
        return new Settings(data, configuration, node, organisation, listen, tls, log, other, restoreRoots, alerts);
    }

    public Settings withRestoreRoots(List<Path> roots) {
        return new Settings(data, configuration, node, organisation, listen, tls, log, signIn, roots, alerts);
    }

    public Settings withAlerts(Alerts other) {
        return new Settings(data, configuration, node, organisation, listen, tls, log, signIn, restoreRoots, other);
    }

    /** Where the service listens; port 0 takes any free one. The admin port always binds to the loopback address. */
    public record Listen(String host, int port, int adminPort) {
        public static final Listen DEFAULT = new Listen("127.0.0.1", 8443, 8444);
        /** Free ports on the loopback address. */
        public static final Listen ANY_FREE = new Listen("127.0.0.1", 0, 0);
    }

    /**
     * The certificate shown to clients.
     *
     * @param names further host names and addresses for the generated certificate
     * @param certificate PEM chain of an own certificate, with {@code key}; empty means one is generated
     */
    public record Tls(List<String> names, Optional<Path> certificate, Optional<Path> key) {
        public static final Tls DEFAULT = new Tls(List.of(), Optional.empty(), Optional.empty());

        public Tls {
            names = List.copyOf(names);
        }
    }

    /**
     * What is logged, and where to.
     *
     * @param file a file instead of standard error
     * @param requests whether each request is a line
     */
    public record Log(Level level, Format format, Optional<Path> file, boolean requests) {
        public static final Log DEFAULT = new Log(Level.INFO, Format.JSON, Optional.empty(), true);

        /** The least severity that is logged. */
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }

        /** JSON lines, or plain lines for people. */
        public enum Format {
            JSON,
            TEXT
        }
    }

    /**
     * Limits of sign-in.
     *
     * @param idle a browser session ends after this long without a request
     * @param absolute a browser session ends after this long in any case
     * @param tokenLifetime of access tokens
     * @param attempts failures in a row before an account locks
     * @param lockOut how long it locks; doubles with each further failure, up to an hour
     */
    public record SignIn(Duration idle, Duration absolute, Duration tokenLifetime, int attempts, Duration lockOut) {
        public static final SignIn DEFAULT = new SignIn(
                Duration.ofMinutes(15), Duration.ofHours(12), Duration.ofMinutes(15), 5, Duration.ofMinutes(1));
    }

    /**
     * Who is told.
     *
     * @param webhooks get a POST of JSON for each alert
     */
    public record Alerts(List<URI> webhooks) {
        public static final Alerts DEFAULT = new Alerts(List.of());

        public Alerts {
            webhooks = List.copyOf(webhooks);
        }
    }
}
