package dev.hikae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hikae.engine.Progress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Progress for people. */
class ProgressLineTest {
    private final Locale before = Locale.getDefault();

    @BeforeEach
    void english() {
        Locale.setDefault(Locale.ENGLISH);
    }

    @AfterEach
    void asBefore() {
        Locale.setDefault(before);
    }

    private static Progress.State state(String current) {
        return new Progress.State(Progress.Phase.READING, 10, 40, 1 << 20, 4 << 20, 1 << 10, 0, current);
    }

    private static Pace oneMebibyteInTwoSeconds() {
        var pace = new Pace();
        pace.at(1 << 20, 2_000_000_000L);
        return pace;
    }

    @Test
    void bar_tellsShareRateAndRest() {
        String bar = ProgressLine.bar(state(""), oneMebibyteInTwoSeconds(), 120);
        assertEquals(
                "[#####---------------] 25 %  reading  1.0 MiB/4.0 MiB  512.0 KiB/s  0:06 left  10/40 files  1.0 KiB new",
                bar);
    }

    @Test
    void bar_neverFillsTheLine_howeverNarrowOrWideTheWords() {
        for (Locale locale : new Locale[] {Locale.ENGLISH, Locale.JAPANESE}) {
            Locale.setDefault(locale);
            for (int columns = 1; columns < 160; columns++) {
                String bar =
                        ProgressLine.bar(state("/home/控え/とても長い名前のディレクトリ/請求書.pdf"), oneMebibyteInTwoSeconds(), columns);
                assertTrue(Columns.width(bar) < columns || bar.isEmpty(), columns + ": " + bar);
            }
        }
    }

    @Test
    void currentFile_isShortenedAtItsBeginning() {
        String bar = ProgressLine.bar(state("/a/very/long/way/down/to/the/file.txt"), oneMebibyteInTwoSeconds(), 130);
        assertTrue(bar.endsWith("/file.txt") && bar.contains("  …"), bar);
    }

    @Test
    void nameThatWouldDriveTheTerminal_isHarmless() {
        String bar = ProgressLine.bar(state("\u001b[2Jgone"), oneMebibyteInTwoSeconds(), 160);
        assertTrue(bar.endsWith("?[2Jgone"), bar);
        assertFalse(bar.contains("\u001b"));
    }

    @Test
    void width_countsWideTwice_andMarksNotAtAll() {
        assertEquals(4, Columns.width("控え"));
        assertEquals(1, Columns.width("e\u0301"));
        assertEquals(1, Columns.width("ｱ"));
        assertEquals("…え", Columns.end("控え", 3));
        assertEquals("控", Columns.start("控え", 3));
    }

    @Test
    void stall_slowsThePace_andSaysNothingOfTheRestAtOnce() {
        var pace = new Pace();
        assertEquals(Optional.empty(), pace.left(100));
        pace.at(1000, 1_000_000_000L);
        assertEquals(Optional.of(Duration.ofSeconds(2)), pace.left(2000));
        pace.at(1000, 16_000_000_000L);
        assertTrue(pace.bytesPerSecond() < 500, () -> "still " + pace.bytesPerSecond());
    }
}
