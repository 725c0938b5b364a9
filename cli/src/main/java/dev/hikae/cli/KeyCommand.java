package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Repository;
import dev.hikae.engine.key.Secret;
import dev.hikae.engine.keyring.KeyFiles;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hikae key}: key files and recovery kits. */
@Command(
        name = "key",
        subcommands = {KeyCommand.Generate.class, KeyCommand.Recovery.class})
final class KeyCommand {
    /** {@code hikae key generate FILE}. */
    @Command(name = "generate")
    static final class Generate implements Callable<Integer> {
        private final Terminal terminal;

        @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "key.file")
        private Path file = Path.of("");

        Generate(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (Files.exists(file)) {
                throw new HikaeException(CliError.FILE_EXISTS, file);
            }
            KeyFiles.generate(file, new SecureRandom());
            terminal.out().println(Words.of("key.made", file));
            return 0;
        }
    }

    /** {@code hikae key recovery}. */
    @Command(
            name = "recovery",
            subcommands = {KeyCommand.Write.class, KeyCommand.Confirm.class})
    static final class Recovery {}

    /** {@code hikae key recovery write FILE}: one more kit, with a code of its own. */
    @Command(name = "write")
    static final class Write implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final RepositoryOptions repository;

        @Parameters(index = "0", paramLabel = "FILE", descriptionKey = "kit.file")
        private Path file = Path.of("");

        Write(Terminal terminal) {
            this.terminal = terminal;
            this.repository = new RepositoryOptions(terminal);
        }

        @Override
        public Integer call() {
            if (Files.exists(file)) {
                throw new HikaeException(CliError.FILE_EXISTS, file);
            }
            try (Repository open = repository.open()) {
                open.writeRecoveryKit(file);
            }
            terminal.out().println(Words.of("kit.written", file));
            return 0;
        }
    }

    /**
     * {@code hikae key recovery confirm --recovery-kit FILE}: the kit opens the repository, so it works.
     *
     * <p>With {@code --repository NAME} the service tries, and remembers that it worked.
     */
    @Command(name = "confirm")
    static final class Confirm implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final RepositoryOptions repository;

        @Mixin
        private final ServerOptions server;

        @Mixin
        private final OutputOption output;

        @Option(names = "--repository", paramLabel = "NAME")
        private Optional<String> name = Optional.empty();

        Confirm(Terminal terminal) {
            this.terminal = terminal;
            this.repository = new RepositoryOptions(terminal);
            this.server = new ServerOptions(terminal);
            this.output = new OutputOption(terminal);
        }

        @Override
        public Integer call() {
            if (!repository.byKit()) {
                throw new HikaeException(CliError.NO_KIT);
            }
            boolean asked = server.named() || name.isPresent();
            if (asked && repository.located()) {
                throw new HikaeException(CliError.SERVER_AND_REPO);
            }
            confirmed(asked ? byService() : here());
            return 0;
        }

        private String here() {
            try (Repository open = repository.open()) {
                return open.info().id();
            }
        }

        private String byService() {
            String path = name.map(n -> "/repositories/" + URLEncoder.encode(n, StandardCharsets.UTF_8))
                    .orElseThrow(() -> new HikaeException(CliError.NO_REPOSITORY_NAME));
            try (Secret code = repository.code().secret()) {
                ObjectNode body = JsonNodeFactory.instance
                        .objectNode()
                        .put("code", new String(code.revealBytes(), StandardCharsets.US_ASCII));
                return server.ask(client -> client.post(path + "/recovery-kit-confirmation", body))
                        .path("repository")
                        .asText();
            }
        }

        private void confirmed(String id) {
            ObjectNode data =
                    JsonNodeFactory.instance.objectNode().put("confirmed", true).put("repository", id);
            terminal.result("recovery-kit", data, () -> terminal.out().println(Words.of("kit.confirmed", id)));
        }
    }
}
