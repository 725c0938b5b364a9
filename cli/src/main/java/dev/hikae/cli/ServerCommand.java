package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.load.ConfigurationException;
import dev.hikae.server.HikaeServer;
import dev.hikae.server.identity.Identity;
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
        HikaeServer server = start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        terminal.err().println(Words.of("server.serving", server.uri(), server.adminUri()));
        if (server.firstPassword().toFile().exists()) {
            terminal.err().println(Words.of("server.first", server.firstPassword(), Identity.FIRST_ACCOUNT));
        }
        String[] kits = server.recoveryKits().toFile().list();
        if (kits != null && kits.length > 0) {
            terminal.err().println(Words.of("server.kits", server.recoveryKits()));
        }
        server.join();
        return 0;
    }

    /** The first start reads the configuration folder: every problem of it is shown with its place. */
    private HikaeServer start(Settings settings) {
        try {
            return HikaeServer.start(settings);
        } catch (ConfigurationException e) {
            PlanCommand.print(terminal, e.problems());
            throw new HikaeException(
                    e, CliError.CONFIGURATION_INVALID, e.problems().size());
        }
    }
}
