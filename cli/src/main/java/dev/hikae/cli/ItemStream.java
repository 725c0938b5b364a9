package dev.hikae.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Prints many items as they come, in bounded memory: lines for people, an envelope a line, or one envelope whose items are
 * written one by one. One that broke off is no JSON.
 */
final class ItemStream {
    private static final int LOOK_EVERY = 256;

    private final Terminal terminal;
    private final String kind;
    private long items;

    ItemStream(Terminal terminal, String kind) {
        this.terminal = terminal;
        this.kind = kind;
    }

    void item(ObjectNode data, Runnable line) {
        switch (terminal.format()) {
            case TABLE -> line.run();
            case JSONL -> terminal.data().println(Terminal.envelope(kind).setAll(data));
            case JSON -> {
                begin();
                terminal.data().println((items == 0 ? "" : ",") + data);
            }
        }
        if (++items % LOOK_EVERY == 0) {
            terminal.checkOut();
        }
    }

    private void begin() {
        if (items == 0) {
            String head = Terminal.envelope(kind).toString();
            terminal.data().println(head.substring(0, head.length() - 1) + ",\"items\":[");
        }
    }

    /** What it comes to: the last line, or beside the items as {@code name}. */
    void end(String name, ObjectNode summary, Runnable line) {
        switch (terminal.format()) {
            case TABLE -> line.run();
            case JSONL ->
                terminal.data().println(Terminal.envelope(kind + "-" + name).setAll(summary));
            case JSON -> {
                begin();
                terminal.data().println("],\"" + name + "\":" + summary + "}");
            }
        }
        terminal.checkOut();
    }
}
