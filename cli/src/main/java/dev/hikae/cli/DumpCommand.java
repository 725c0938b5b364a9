package dev.hikae.cli;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.engine.CommitGuard;
import dev.hikae.engine.ContentSink;
import dev.hikae.engine.RawPath;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hikae dump}: one file's content to standard output or into a file. */
@Command(name = "dump")
final class DumpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final RepositoryOptions repository;

    @Mixin
    private final ProgressOption progress;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SNAPSHOT:PATH", descriptionKey = "snapshot.path")
    private String what = "latest";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|-",
            descriptionKey = "dump.output")
    private Path output = Path.of("-");

    @Option(names = "--force", descriptionKey = "dump.force")
    private boolean force;

    @Option(names = "--region", paramLabel = "NAME")
    private List<String> regions = new ArrayList<>();

    DumpCommand(Terminal terminal) {
        this.terminal = terminal;
        this.repository = new RepositoryOptions(terminal);
        this.progress = new ProgressOption(terminal);
    }

    @Override
    public Integer call() {
        SnapshotPath asked = SnapshotPath.parse(what);
        RawPath path =
                asked.path().orElseThrow(() -> new ParameterException(spec.commandLine(), Words.of("usage.dump-path")));
        try (Repository open = repository.open()) {
            SnapshotId snapshot = open.resolve(asked.snapshot()).id();
            return output.equals(Path.of("-")) ? toOut(open, snapshot, path) : toFile(open, snapshot, path);
        }
    }

    private int toOut(Repository open, SnapshotId snapshot, RawPath path) {
        boolean guarded = StandardOutput.isTerminal(terminal.data()) && !force;
        try {
            OutputStream out = StandardOutput.stream(terminal.data());
            dump(open, snapshot, path, new ToStream(out, guarded ? Optional.of(new TextGuard()) : Optional.empty()));
            out.flush();
        } catch (IOException e) {
            if (StandardOutput.isPipe(terminal.data())) {
                return StandardOutput.READER_GONE;
            }
            throw new HikaeException(e, CliError.OUTPUT_FAILED);
        }
        return 0;
    }

    private int toFile(Repository open, SnapshotId snapshot, RawPath path) {
        try (DataFile file = DataFile.at(output, force)) {
            dump(open, snapshot, path, new ToFile(file));
            file.commit();
        } catch (IOException e) {
            throw DataFile.failed(output, e);
        }
        return 0;
    }

    private void dump(Repository open, SnapshotId snapshot, RawPath path, ContentSink sink) throws IOException {
        try (Interruption interruption = new Interruption(terminal);
                ProgressDisplay display = progress.startBesideOutput()) {
            var control = new RunControl(display, interruption, CommitGuard.ALWAYS);
            open.dump(snapshot, path, regions.stream().map(RegionName::new).toList(), sink, control);
        }
    }

    private record ToStream(OutputStream out, Optional<TextGuard> guard) implements ContentSink {
        private static final byte[] ZEROS = new byte[64 << 10];

        @Override
        public void data(ByteBuffer content) throws IOException {
            guard.ifPresent(g -> g.check(content));
            byte[] piece = new byte[Math.min(content.remaining(), ZEROS.length)];
            while (content.hasRemaining()) {
                int length = Math.min(content.remaining(), piece.length);
                content.get(piece, 0, length);
                out.write(piece, 0, length);
            }
        }

        @Override
        public void hole(long length) throws IOException {
            for (long left = length; left > 0; left -= ZEROS.length) {
                int piece = (int) Math.min(left, ZEROS.length);
                guard.ifPresent(g -> g.check(ByteBuffer.wrap(ZEROS, 0, piece)));
                out.write(ZEROS, 0, piece);
            }
        }
    }

    private record ToFile(DataFile file) implements ContentSink {
        @Override
        public void data(ByteBuffer content) throws IOException {
            file.write(content);
        }

        @Override
        public void hole(long length) {
            file.hole(length);
        }
    }
}
