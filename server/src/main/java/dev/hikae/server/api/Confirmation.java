package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.run.RunError;

/** The name of what is changed, said once more: nothing of weight is done by a slip. */
final class Confirmation {
    private Confirmation() {}

    static void require(String said, Object name) {
        if (!said.equals(name.toString())) {
            throw new HikaeException(RunError.NOT_CONFIRMED, name);
        }
    }
}
