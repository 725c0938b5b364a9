package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import dev.hikae.engine.key.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the code in a recovery kit, or in a file somebody typed it into from paper. */
final class KitFile {
    private static final int LARGEST = 64 << 10;
    private static final Pattern CODE = Pattern.compile("(?:[0-9A-Za-z]{5}[ \\t-]+){7}[0-9A-Za-z]{5}");

    private KitFile() {}

    /** The code as typed; whether it is right shows when it opens a keyring. */
    static Secret code(Path kit) {
        try {
            String text = Files.size(kit) > LARGEST ? "" : Files.readString(kit);
            Matcher code = CODE.matcher(text);
            if (!code.find()) {
                throw new HikaeException(CliError.NO_CODE_IN_KIT, kit);
            }
            return Secret.copyOf(code.group().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new HikaeException(e, CliError.SECRET_UNREADABLE, kit);
        }
    }
}
