package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgvTest {
    @Test
    void words_areSplitAsAShellDoes() {
        assertEquals(Optional.of(List.of("a", "b c", "d\"e", "", "f g")), Argv.split(" a 'b c' \"d\\\"e\" '' f\\ g "));
        assertEquals(Optional.of(List.of("ab c", "$x", "*", "\\n")), Argv.split("a'b c' $x * '\\n'"));
    }

    @Test
    void whatIsNoCommand_isRefused() {
        assertEquals(Optional.empty(), Argv.split("a 'b"));
        assertEquals(Optional.empty(), Argv.split("  "));
    }
}
