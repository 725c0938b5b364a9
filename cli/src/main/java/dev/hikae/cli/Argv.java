package dev.hikae.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a command into its words as a shell does, with quotes and backslashes, and does nothing else of a shell's. */
final class Argv {
    private final String command;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;

    private Argv(String command) {
        this.command = command;
    }

    /** Empty where a quote is not closed or there is no word. */
    static Optional<List<String>> split(String command) {
        return new Argv(command).split();
    }

    private Optional<List<String>> split() {
        int i = 0;
        while (i < command.length()) {
            char c = command.charAt(i);
            if (c == '\'' || c == '"') {
                int end = quoted(i);
                if (end < 0) {
                    return Optional.empty();
                }
                i = end;
            } else if (c == '\\' && i + 1 < command.length()) {
                add(command.charAt(++i));
            } else if (Character.isWhitespace(c)) {
                end();
            } else {
                add(c);
            }
            i++;
        }
        end();
        return words.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(words));
    }

    /** Where the closing quote is; -1 where there is none. */
    private int quoted(int start) {
        char quote = command.charAt(start);
        inWord = true;
        for (int i = start + 1; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == quote) {
                return i;
            }
            boolean escaped = quote == '"' && c == '\\' && i + 1 < command.length();
            if (escaped && (command.charAt(i + 1) == '"' || command.charAt(i + 1) == '\\')) {
                i++;
            }
            add(command.charAt(i));
        }
        return -1;
    }

    private void add(char c) {
        word.append(c);
        inWord = true;
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
