package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.cli.client.ServiceClient;
import dev.hikae.cli.client.ServiceException;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which service, and who asks it: a service account's token from a file, or an account with a password. */
final class ServerOptions {
    private final Terminal terminal;

    @Option(names = "--server", paramLabel = "URL")
    private Optional<String> server = Optional.empty();

    @Option(names = "--server-ca", paramLabel = "FILE")
    private Optional<Path> authority = Optional.empty();

    @Option(names = "--token-file", paramLabel = "FILE")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(names = "--account", paramLabel = "NAME")
    private Optional<String> account = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE")
    private Optional<Path> passwordFile = Optional.empty();

    ServerOptions(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whether the command line itself names a service; the environment may do so for other commands. */
    boolean named() {
        return server.isPresent();
    }

    /** Does something as the caller; the service's own errors keep their number, sentence and hint. */
    <T> T ask(Function<ServiceClient, T> question) {
        URI base = URI.create(server.or(() -> terminal.environment("HIKAE_SERVER"))
                .orElseThrow(() -> new HikaeException(CliError.NO_SERVER)));
        Optional<Path> trusted =
                authority.or(() -> terminal.environment("HIKAE_SERVER_CA").map(Path::of));
        try (ServiceClient nobody = ServiceClient.of(base, trusted, Locale.getDefault())) {
            return question.apply(signedIn(nobody));
        } catch (ServiceException e) {
            throw new HikaeException(e, CliError.SERVER_ANSWERED, e.code(), String.valueOf(e.getMessage()), e.hint());
        } catch (UncheckedIOException e) {
            throw new HikaeException(e, CliError.SERVER_UNREACHABLE, base, String.valueOf(e.getCause()));
        }
    }

    private ServiceClient signedIn(ServiceClient nobody) {
        Optional<Path> token =
                tokenFile.or(() -> terminal.environment("HIKAE_TOKEN_FILE").map(Path::of));
        if (token.isPresent()) {
            ObjectNode body = Json.mapper().createObjectNode().put("token", firstLine(token.get()));
            return nobody.withToken(
                    nobody.post("/tokens", body).get("access_token").asText());
        }
        String name = account.or(() -> terminal.environment("HIKAE_ACCOUNT"))
                .orElseThrow(() -> new HikaeException(CliError.NO_ACCOUNT));
        String password = passwordFile.map(ServerOptions::firstLine).orElseGet(this::askPassword);
        return nobody.signIn(name, password);
    }

    private String askPassword() {
        return new String(terminal.askSecret(Words.of("prompt.password")), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new HikaeException(e, CliError.SECRET_UNREADABLE, file);
        }
    }
}
