package dev.hikae.cli;

import dev.hikae.server.HikaeServer;
import dev.hikae.server.settings.Settings;
import dev.hikae.server.settings.SettingsFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hikae server}: the service, until SIGTERM or Ctrl-C. */
@Command(name = "server")
final class ServerCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SETTINGS", descriptionKey = "server.settings")
    private Path file = Path.of("config/hikae.yml");

    ServerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = new SettingsFile(file, System.getenv()).read();
        HikaeServer server = HikaeServer.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        terminal.err().println(Words.of("server.serving", server.uri(), server.adminUri()));
        if (server.firstPassword().toFile().exists()) {
            terminal.err().println(Words.of("server.first", server.firstPassword()));
        }
        server.join();
        return 0;
    }
}
