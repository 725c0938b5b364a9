package dev.hikae.server.health;

import dev.hikae.config.text.Text;
import dev.hikae.server.audit.AuditTrail;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.health.Condition.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The conditions of the service's own parts. */
public final class Conditions {
    private static final String BUNDLE = "dev.hikae.server.messages";

    private Conditions() {}

    public static Condition catalogue(Catalogue catalogue) {
        return of("catalogue", () -> {
            List<String> problems = catalogue.problems();
            return problems.isEmpty()
                    ? new State.Well()
                    : new State.Failing(Text.of(BUNDLE, "health.catalogue", problems.getFirst()));
        });
    }

    public static Condition audit(AuditTrail trail) {
        return of(
                "audit",
                () -> trail.writable() ? new State.Well() : new State.Failing(Text.of(BUNDLE, "health.audit")));
    }

    /** Warns while the first administrator's password has not been changed. */
    public static Condition firstSignIn(BooleanSupplier waits) {
        return of(
                "first-sign-in",
                () -> waits.getAsBoolean()
                        ? new State.Warning(Text.of(BUNDLE, "health.first-sign-in"))
                        : new State.Well());
    }

    /** Warns while a recovery kit still lies beside the keys that it is to replace. */
    public static Condition recoveryKits(Path folder) {
        return of("recovery-kit", () -> {
            List<String> kits = names(folder);
            return kits.isEmpty()
                    ? new State.Well()
                    : new State.Warning(Text.of(BUNDLE, "health.recovery-kit", String.join(", ", kits), folder));
        });
    }

    /** Warns until somebody has proven that the recovery kit of each repository made here opens it. */
    public static Condition unprovenKits(Supplier<List<String>> unproven) {
        return of("recovery-kit-confirmation", () -> {
            List<String> repositories = unproven.get();
            return repositories.isEmpty()
                    ? new State.Well()
                    : new State.Warning(
                            Text.of(BUNDLE, "health.recovery-kit-confirmation", String.join(", ", repositories)));
        });
    }

    /** Warns while what the service does for repositories by itself does not succeed, or is overdue. */
    public static Condition upkeep(Supplier<Optional<Text>> trouble) {
        return of("upkeep", () -> trouble.get().<State>map(State.Warning::new).orElseGet(State.Well::new));
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Condition of(String name, Supplier<State> check) {
        return new Condition() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public State check() {
                return check.get();
            }
        };
    }
}
