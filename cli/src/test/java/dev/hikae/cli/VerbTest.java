package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/** Only the commands that a command line names are described to picocli. */
class VerbTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    java.nio.file.Path temporary;

    @Test
    void everyVerb_isCalledWhatItsCommandIsCalled() {
        for (Verb verb : Verb.all()) {
            assertEquals(verb.word(), verb.type().getAnnotation(Command.class).name());
        }
    }

    @Test
    void named_areThoseAmongTheWords_orAll() {
        assertEquals(List.of(Verb.LS), Verb.named(List.of("--lang", "ja", "ls", "latest")));
        assertEquals(List.of(Verb.BACKUP, Verb.SNAPSHOTS), Verb.named(List.of("backup", "snapshots")));
        assertEquals(Verb.all(), Verb.named(List.of("--help")));
    }

    @Test
    void misspeltCommand_besideAWordThatIsOne_isExplainedByAll() throws java.io.IOException {
        Cli.Said said = new Cli(temporary).run("snapshot", "check").exits(2);
        assertTrue(said.err().contains("snapshot"), said.err());
    }
}
