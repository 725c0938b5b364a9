package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RepositoryInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hikae init}: makes a repository and its recovery kit. */
@Command(name = "init")
final class InitCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final OutputOption output;

    @Option(names = "--write-recovery-kit", paramLabel = "FILE")
    private Optional<Path> kit = Optional.empty();

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.output = new OutputOption(terminal);
    }

    @Override
    public Integer call() {
        kit.filter(Files::exists).ifPresent(file -> {
            throw new HikaeException(CliError.FILE_EXISTS, file);
        });
        try (Repository made = repository.init()) {
            kit.ifPresent(made::writeRecoveryKit);
            RepositoryInfo info = made.info();
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("id", info.id()).put("format", info.format()).put("owner_fingerprint", info.ownerFingerprint());
            kit.ifPresent(file -> data.put("recovery_kit", file.toString()));
            terminal.result("repository", data, () -> {
                terminal.out().println(Words.of("init.made", info.id()));
                terminal.out().println(Words.of("init.owner", info.ownerFingerprint()));
                terminal.out()
                        .println(kit.map(file -> Words.of("init.kit", file)).orElseGet(() -> Words.of("init.no-kit")));
            });
        }
        return 0;
    }
}
