package dev.hikae.drills.run;

import dev.hikae.engine.Repository;
import java.time.Instant;

/** Fake repositories for the tests of other packages. */
public final class FakeRepositories {
    private FakeRepositories() {}

    /** One point of the plan {@code orders} in both regions, whose restore gives this content. */
    public static Repository withOnePoint(Instant capturedAt, String restoredContent) {
        var repository = new FakeRepository();
        repository.add(1, capturedAt, FakeRepository.TOKYO, FakeRepository.OSAKA);
        repository.state().restoredContent = restoredContent;
        return repository;
    }
}
