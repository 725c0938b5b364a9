package dev.hikae.cli;

import dev.hikae.cli.client.ServiceException;
import dev.hikae.cli.demo.DemoRun;
import dev.hikae.config.error.HikaeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hikae demo}: the whole loop on real files. */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {
    /** The first that exists and is not empty is protected when nothing is named. */
    private static final List<Path> USUAL =
            List.of(Path.of("/usr/share/doc"), Path.of("/usr/share/zoneinfo"), Path.of("/usr/share"), Path.of("/etc"));

    private final Terminal terminal;

    @Option(names = "--source", paramLabel = "DIR", descriptionKey = "demo.source")
    private Optional<Path> source = Optional.empty();

    @Option(names = "--folder", paramLabel = "DIR", descriptionKey = "demo.folder")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--exit", descriptionKey = "demo.exit")
    private boolean exit;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path protectedFiles = source.map(path -> path.toAbsolutePath().normalize())
                .or(() -> USUAL.stream().filter(Files::isDirectory).findFirst())
                .filter(Files::isDirectory)
                .orElseThrow(() -> new HikaeException(
                        CliError.NOT_A_DIRECTORY, source.map(Path::toString).orElse("–")));
        Path own = folder.isPresent()
                ? empty(folder.get().toAbsolutePath().normalize())
                : Files.createTempDirectory("hikae-demo-");
        try (DemoRun demo = new DemoRun(own, protectedFiles, terminal.out(), terminal.interactive())) {
            demo.run();
            if (!exit) {
                demo.serve();
            }
            return 0;
        } catch (DemoRun.Failed | ServiceException e) {
            throw new HikaeException(e, CliError.DEMO_FAILED, String.valueOf(e.getMessage()), own);
        }
    }

    private static Path empty(Path wanted) throws IOException {
        if (Files.exists(wanted)) {
            try (Stream<Path> entries = Files.list(wanted)) {
                if (entries.findAny().isPresent()) {
                    throw new HikaeException(CliError.FOLDER_NOT_EMPTY, wanted);
                }
            }
        }
        return Files.createDirectories(wanted);
    }
}
