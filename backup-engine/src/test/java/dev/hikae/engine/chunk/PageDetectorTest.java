package dev.hikae.engine.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageDetectorTest {
    private static final int MIB = 1 << 20;
    private static final Optional<PageRuns> RUNS = Optional.of(new PageRuns(PageRuns.USUAL));

    @Test
    void sqliteDatabase_isPaged(@TempDir Path folder) throws SQLException, IOException {
        Path file = folder.resolve("places");
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = database.createStatement()) {
            statement.execute("create table t (a integer primary key, b blob)");
            statement.execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)"
                    + " insert into t select i, randomblob(500) from n");
        }
        assertEquals(RUNS, judge(Files.readAllBytes(file)));
    }

    @Test
    void postgresTable_isPaged() {
        assertEquals(RUNS, judge(Paged.postgres(256, 1)));
    }

    @Test
    void innodbTableSpace_isPagedByItsPageNumbers() {
        assertEquals(RUNS, judge(Paged.innodb(128, 1)));
    }

    @Test
    void unknownPages_areFoundByWhatRepeats() {
        for (int page = 2 << 10; page <= 32 << 10; page *= 2) {
            assertEquals(RUNS, judge(Paged.unknown(page, 2 * MIB, "WORD", page)), "pages of " + page);
        }
        assertEquals(Optional.empty(), judge(Paged.unknown(10_000, 2 * MIB, "WORD", 1)));
    }

    @Test
    void memoryOffTheHeap_isJudgedAlike() {
        try (var arena = Arena.ofConfined()) {
            byte[] data = Paged.innodb(128, 2);
            MemorySegment copy = arena.allocate(data.length).copyFrom(MemorySegment.ofArray(data));
            assertEquals(RUNS, PageDetector.runs("t", data.length, copy, Optional.empty()));
        }
    }

    @Test
    void fewerSigns_sufficeForAFileThatWasPagedBefore() {
        byte[] data = Paged.unknown(8 << 10, 2 * MIB, "Pg", 3);
        assertEquals(Optional.empty(), judge(data));
        var before = Optional.of(new PageRuns(128 << 10));
        assertEquals(before, PageDetector.runs("t", data.length, MemorySegment.ofArray(data), before));
        byte[] other = random(2 * MIB);
        assertEquals(Optional.empty(), PageDetector.runs("t", other.length, MemorySegment.ofArray(other), before));
    }

    @Test
    void name_sufficesUnlessTheContentIsAnArchive() {
        byte[] data = random(MIB);
        assertEquals(RUNS, judge("/data/Orders.MDF", data));
        assertEquals(RUNS, judge("ibdata1", data));
        assertEquals(Optional.empty(), judge("orders.mdf.gz", data));
        assertEquals(Optional.empty(), judge("/usr/bin/sqlite3", data));
        assertEquals(Optional.empty(), judge("orders.mdf", Arrays.copyOf(data, MIB + 1)));
        data[0] = 0x1f;
        data[1] = (byte) 0x8b;
        assertEquals(Optional.empty(), judge("initrd.img", data));
    }

    @Test
    void imagesOfDisks_arePaged() {
        byte[] partitioned = random(MIB);
        Arrays.fill(partitioned, 446, 510, (byte) 0);
        partitioned[446] = (byte) 0x80;
        partitioned[450] = (byte) 0x83;
        partitioned[510] = 0x55;
        partitioned[511] = (byte) 0xaa;
        assertEquals(RUNS, judge(partitioned));
        byte[] ext4 = random(MIB);
        ext4[1080] = 0x53;
        ext4[1081] = (byte) 0xef;
        assertEquals(RUNS, judge(ext4));
    }

    @Test
    void smallFile_isNot() {
        assertEquals(Optional.empty(), judge(Paged.postgres(127, 1)));
    }

    @Test
    void otherFiles_areNot() throws IOException {
        assertEquals(Optional.empty(), judge(random(2 * MIB)), "incompressible");
        assertEquals(Optional.empty(), judge(new byte[2 * MIB]), "zeros");
        byte[] blanks = new byte[2 * MIB];
        Arrays.fill(blanks, (byte) ' ');
        assertEquals(Optional.empty(), judge(blanks), "blanks");
        assertEquals(Optional.empty(), judge(log()), "a log");
        assertEquals(Optional.empty(), judge(numbers()), "an array of growing numbers");
        Path home = Path.of(System.getProperty("java.home"));
        for (String real : new String[] {"lib/modules", "lib/server/libjvm.so", "lib/src.zip", "lib/ct.sym"}) {
            if (Files.exists(home.resolve(real))) {
                assertEquals(Optional.empty(), judge(head(home.resolve(real))), real);
            }
        }
    }

    /** Arrays of records are alike at page starts, but everywhere else too. */
    @Test
    void arraysOfRecords_areNot() {
        for (int record : new int[] {8, 16, 24, 48, 64, 96, 100, 128, 512, 1000, 1024}) {
            assertEquals(
                    Optional.empty(), judge(Paged.unknown(record, 2 * MIB, "head", record)), "records of " + record);
        }
    }

    private static Optional<PageRuns> judge(byte[] data) {
        return judge("t", data);
    }

    private static Optional<PageRuns> judge(String name, byte[] data) {
        return PageDetector.runs(name, data.length, MemorySegment.ofArray(data), Optional.empty());
    }

    private static byte[] head(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(8 * MIB);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] log() {
        var random = new SplittableRandom(4);
        var log = new StringBuilder();
        while (log.length() < 2 * MIB) {
            log.append("2026-01-02T03:04:")
                    .append(10 + log.length() % 50)
                    .append("Z INFO request ")
                    .append(random.nextLong(1_000_000))
                    .append(" took ")
                    .append(random.nextInt(2000))
                    .append(" ms\n");
        }
        return log.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] numbers() {
        var numbers = ByteBuffer.allocate(2 * MIB).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; numbers.hasRemaining(); i++) {
            numbers.putInt(1_000_000 + 3 * i);
        }
        return numbers.array();
    }
}
