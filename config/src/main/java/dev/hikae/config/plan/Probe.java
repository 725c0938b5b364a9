package dev.hikae.config.plan;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A check of restored data. Commands run in the sandbox with {@code HIKAE_SANDBOX} naming the restored tree. */
public sealed interface Probe {
    /** Compares every restored file's content and metadata with the snapshot. */
    record Content() implements Probe {}

    /**
     * Runs a command; its exit code, and optionally a text its output must contain, decide.
     *
     * @param name shown in reports
     * @param argv program and arguments, run without a shell
     */
    record Command(String name, List<String> argv, Duration timeout, int expectExit, Optional<String> expectOutput)
            implements Probe {
        public Command {
            argv = List.copyOf(argv);
        }
    }

    /** Sends a GET request; status, and optionally a text the body must contain, decide. */
    record Http(String name, URI url, Duration timeout, int expectStatus, Optional<String> expectBody)
            implements Probe {}

    /**
     * Runs a command that prints the time of the newest data found, as one RFC 3339 instant.
     *
     * <p>The only source of the data time {@code t_r}; never a file's mtime.
     */
    record Freshness(String name, List<String> argv, Duration timeout) implements Probe {
        public Freshness {
            argv = List.copyOf(argv);
        }
    }
}
