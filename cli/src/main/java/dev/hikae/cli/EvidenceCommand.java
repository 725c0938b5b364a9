package dev.hikae.cli;

import dev.hikae.drills.verify.VerifyMain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae evidence}: what an auditor does with a bundle, offline. */
@Command(
        name = "evidence",
        subcommands = {EvidenceCommand.Verify.class})
final class EvidenceCommand {
    /** {@code hikae evidence verify}: the same checks as {@code hikae-verify.jar}, and the same page. */
    @Command(name = "verify")
    static final class Verify implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(index = "0", paramLabel = "BUNDLE", descriptionKey = "evidence.bundle")
        private String bundle = "";

        @Option(names = "--root", paramLabel = "FILE", descriptionKey = "evidence.root")
        private Optional<String> root = Optional.empty();

        @Option(names = "--root-sha256", paramLabel = "HEX", descriptionKey = "evidence.root-sha256")
        private Optional<String> rootSha256 = Optional.empty();

        @Option(names = "--log-key", paramLabel = "KEY|FILE", descriptionKey = "evidence.log-key")
        private Optional<String> logKey = Optional.empty();

        @Option(names = "--previous-checkpoint", paramLabel = "FILE", descriptionKey = "evidence.previous")
        private Optional<String> previous = Optional.empty();

        Verify(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            List<String> arguments = new ArrayList<>(List.of(bundle));
            add(arguments, "--root", root);
            add(arguments, "--root-sha256", rootSha256);
            add(arguments, "--log-key", logKey);
            add(arguments, "--previous-checkpoint", previous);
            return VerifyMain.run(arguments, Locale.getDefault(), terminal.out(), terminal.err());
        }

        private static void add(List<String> arguments, String option, Optional<String> value) {
            value.ifPresent(v -> arguments.addAll(List.of(option, v)));
        }
    }
}
