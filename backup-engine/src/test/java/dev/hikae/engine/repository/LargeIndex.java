package dev.hikae.engine.repository;

import static dev.hikae.engine.repository.TestRepository.TOKYO;

import dev.hikae.config.repository.Location;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.engine.index.SyntheticIndex;
import dev.hikae.engine.keyring.Keyring;
import dev.hikae.engine.keyring.RepositoryKeys;
import dev.hikae.engine.snapshot.Certificate;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Outcome.NeededObject;
import dev.hikae.engine.store.Pause;
import dev.hikae.engine.store.Store;
import dev.hikae.engine.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes a repository whose one small snapshot lists an index of so many blobs, to measure what restoring a file from it costs:
 * {@code FOLDER BLOBS}. See {@code bench/small-restore}.
 */
public final class LargeIndex {
    private LargeIndex() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        var test = new TestRepository(folder);
        try (Repository repository = test.init(TOKYO)) {
            var result = repository.backup(TestRepository.request(tree(folder)), RunControl.NONE);
            Keyring keyring = test.keyring(TOKYO);
            Outcome small = test.outcome(TOKYO, result.snapshot().id());
            Path file = test.outcomeFile(TOKYO, result.snapshot().id());
            Files.delete(file);
            Files.write(
                    file,
                    with(small, objects(test, keyring, folder, Integer.parseInt(arguments[1])))
                            .sign(keyring.signer(Certificate.Role.WRITER)
                                    .orElseThrow()
                                    .seed()));
        }
        Path key = folder.resolve("key");
        Files.writeString(key, "hikae-key-1 " + "0".repeat(64) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    /** Folders in folders, so that some tree pages lie on the way. */
    private static Path tree(Path folder) throws IOException {
        var random = new SplittableRandom(7);
        Path source = folder.resolve("source");
        for (int i = 0; i < 200; i++) {
            Path in = Files.createDirectories(source.resolve("a" + i % 5 + "/b" + i % 20 + "/c" + i % 40));
            byte[] content = new byte[20_000];
            random.nextBytes(content);
            Files.write(in.resolve("file" + i), content);
        }
        return source;
    }

    private static List<NeededObject> objects(TestRepository test, Keyring keyring, Path folder, int blobs) {
        var stores = new Stores(new SecureRandom(), Pause.SLEEP);
        try (Store store = stores.open(new Location.Folder(test.region(TOKYO)))) {
            return new SyntheticIndex(store, new RepositoryKeys(keyring), folder.resolve("scratch")).write(blobs);
        }
    }

    private static Outcome with(Outcome outcome, List<NeededObject> more) {
        List<NeededObject> objects = new ArrayList<>(more);
        objects.addAll(outcome.objects());
        return new Outcome(
                outcome.name(),
                outcome.repositoryId(),
                outcome.writer(),
                outcome.sequence(),
                outcome.previous(),
                outcome.snapshot(),
                outcome.capturedAt(),
                objects,
                outcome.sealed());
    }
}
