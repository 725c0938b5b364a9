package dev.hikae.cli.client;

import dev.hikae.config.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads server-sent events (WHATWG HTML, section 9.2) whose data is JSON. */
final class EventStream {
    private EventStream() {}

    static void read(InputStream in, Consumer<ServiceClient.Event> each) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String name = "message";
        var data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()).strip());
            } else if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    each.accept(new ServiceClient.Event(name, Json.parse(data.toString())));
                }
                name = "message";
                data.setLength(0);
            }
        }
    }
}
