package dev.hikae.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Instants as tables show them: in this machine's zone, which is named. */
final class Times {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx");

    private Times() {}

    static String of(Instant time) {
        return FORM.format(time.atZone(ZoneId.systemDefault()));
    }
}
