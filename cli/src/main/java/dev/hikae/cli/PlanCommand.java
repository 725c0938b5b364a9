package dev.hikae.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.load.Configuration;
import dev.hikae.config.load.ConfigurationException;
import dev.hikae.config.load.Problem;
import dev.hikae.scheduler.CronCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hikae plan}: plans, repositories and runbooks as files, checked here or applied to a service. */
@Command(
        name = "plan",
        subcommands = {
            PlanCommand.Validate.class,
            PlanCommand.Diff.class,
            PlanCommand.Apply.class,
            PlanCommand.RunNow.class
        })
final class PlanCommand {
    /** {@code hikae plan validate}: checks a configuration folder; needs no service. */
    @Command(name = "validate")
    static final class Validate implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final OutputOption output;

        @Parameters(index = "0", arity = "0..1", paramLabel = "FOLDER", descriptionKey = "configuration.folder")
        private Path folder = Path.of("config");

        Validate(Terminal terminal) {
            this.terminal = terminal;
            this.output = new OutputOption(terminal);
        }

        @Override
        public Integer call() {
            Configuration read = read(terminal, folder);
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("plans", read.plans().size())
                    .put("repositories", read.repositories().size());
            data.put("runbooks", read.runbooks().size());
            terminal.result("configuration", data, () -> terminal.out()
                    .println(Words.of(
                            "plan.valid",
                            read.plans().size(),
                            read.repositories().size(),
                            read.runbooks().size())));
            return 0;
        }
    }

    /** {@code hikae plan diff}: what applying a folder would change in the service. */
    @Command(name = "diff")
    static final class Diff extends Sending {
        Diff(Terminal terminal) {
            super(terminal, true);
        }
    }

    /** {@code hikae plan apply}: makes new revisions in the service. */
    @Command(name = "apply")
    static final class Apply extends Sending {
        Apply(Terminal terminal) {
            super(terminal, false);
        }
    }

    /** Sends the files of a folder to the service. */
    private abstract static class Sending implements Callable<Integer> {
        private final Terminal terminal;
        private final boolean dryRun;

        @Mixin
        private final ServerOptions server;

        @Mixin
        private final OutputOption output;

        @Parameters(index = "0", arity = "0..1", paramLabel = "FOLDER", descriptionKey = "configuration.folder")
        private Path folder = Path.of("config");

        Sending(Terminal terminal, boolean dryRun) {
            this.terminal = terminal;
            this.dryRun = dryRun;
            this.server = new ServerOptions(terminal);
            this.output = new OutputOption(terminal);
        }

        @Override
        public Integer call() {
            read(terminal, folder);
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("dry_run", dryRun);
            ArrayNode files = body.putArray("files");
            texts(folder)
                    .forEach((path, content) ->
                            files.addObject().put("path", path).put("content", content));
            JsonNode answer = server.ask(client -> client.post("/configurations", body));
            terminal.result("configuration", (ObjectNode) answer, () -> show(answer));
            return 0;
        }

        private void show(JsonNode answer) {
            for (JsonNode change : answer.path("changes")) {
                terminal.out()
                        .println(change.path("kind").asText() + " "
                                + change.path("name").asText() + ": "
                                + change.path("change").asText());
                for (JsonNode difference : change.path("differences")) {
                    terminal.out()
                            .println("    " + difference.path("path").asText() + ": "
                                    + difference.path("old").asText("–") + " → "
                                    + difference.path("new").asText("–"));
                }
            }
            terminal.out()
                    .println(Words.of(
                            dryRun ? "plan.would-change" : "plan.changed",
                            answer.path("changes").size()));
        }
    }

    /** {@code hikae plan run NAME}: asks the service for a backup now, and follows it. */
    @Command(name = "run")
    static final class RunNow implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final ServerOptions server;

        @Mixin
        private final OutputOption output;

        @Parameters(index = "0", paramLabel = "PLAN", descriptionKey = "plan.name")
        private String plan = "";

        RunNow(Terminal terminal) {
            this.terminal = terminal;
            this.server = new ServerOptions(terminal);
            this.output = new OutputOption(terminal);
        }

        @Override
        public Integer call() {
            JsonNode run = server.ask(client -> {
                ObjectNode body = JsonNodeFactory.instance.objectNode().put("plan", plan);
                return client.follow(client.post("/backups", body).get("id").asText(), event -> {});
            });
            String state = run.path("state").asText();
            terminal.result("run", (ObjectNode) run, () -> terminal.out()
                    .println(Words.of(
                            "plan.ran",
                            run.path("id").asText(),
                            state,
                            run.path("error").asText())));
            return switch (state) {
                case "succeeded" -> 0;
                case "warning" -> 3;
                default -> 1;
            };
        }
    }

    private static Map<String, String> texts(Path folder) {
        Map<String, String> texts = new TreeMap<>();
        for (String kind : List.of("plans", "repositories", "runbooks")) {
            try (Stream<Path> files =
                    Files.isDirectory(folder.resolve(kind)) ? Files.list(folder.resolve(kind)) : Stream.empty()) {
                for (Path file :
                        files.filter(f -> f.toString().matches(".*\\.ya?ml")).toList()) {
                    texts.put(kind + "/" + file.getFileName(), Files.readString(file));
                }
            } catch (IOException e) {
                throw new HikaeException(e, CliError.PATH_MISSING, folder);
            }
        }
        return texts;
    }

    /** Reads a folder, or prints every problem and fails. */
    static Configuration read(Terminal terminal, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new HikaeException(CliError.NOT_A_DIRECTORY, folder);
        }
        Clock clock = Clock.systemUTC();
        try {
            return Configuration.load(folder, (cron, zone) -> CronCheck.problem(cron, zone, clock.instant())
                    .map(e -> Words.render(e.text())));
        } catch (ConfigurationException e) {
            print(terminal, e.problems());
            throw new HikaeException(
                    e, CliError.CONFIGURATION_INVALID, e.problems().size());
        }
    }

    /** Every problem with its place, on standard error. */
    static void print(Terminal terminal, List<Problem> problems) {
        for (Problem problem : problems) {
            if (terminal.format() == Terminal.Format.TABLE) {
                terminal.err().println(problem.render(Locale.getDefault()));
                terminal.err().println("    HINT: " + Words.render(problem.hint()));
            } else {
                ObjectNode node = JsonNodeFactory.instance.objectNode();
                node.put("file", problem.file().toString())
                        .put("line", problem.line())
                        .put("column", problem.column());
                node.put("code", problem.code().id()).put("detail", Words.render(problem.text()));
                terminal.err().println(node.put("hint", Words.render(problem.hint())));
            }
        }
    }
}
