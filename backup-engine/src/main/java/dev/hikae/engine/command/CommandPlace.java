package dev.hikae.engine.command;

import dev.hikae.engine.Cancellation;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command runs.
 *
 * @param environment all of it; nothing of our own is passed on
 * @param mark {@code NAME=value} in that environment, by which everything it started is found when it is to end
 */
public record CommandPlace(Path directory, Map<String, String> environment, String mark, Cancellation cancellation) {
    public CommandPlace {
        environment = Map.copyOf(environment);
    }
}
