package dev.hikae.verify;

import dev.hikae.config.error.Failure;
import dev.hikae.config.error.HikaeException;
import dev.hikae.config.text.Text;
import dev.hikae.engine.Repository;
import dev.hikae.engine.RunControl;
import dev.hikae.verify.RecoveryPoints.Choice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tests the tester: copies a region, damages the copy, and runs the same restore test against it, which must fail.
 *
 * <p>The region itself is only read. A scratch folder that lies in, around or at a region is refused, and so is a copy
 * that shares its bytes with anything else.
 */
public final class NegativeControl {
    private final RestoreTester tester;
    private final Path scratchRoot;
    private final Set<Path> regionFolders;

    /**
     * Makes one.
     *
     * @param scratchRoot below which scratch copies are made; needs room for a whole region
     * @param regionFolders folders of all regions that are configured
     */
    public NegativeControl(RestoreTester tester, Path scratchRoot, Set<Path> regionFolders) {
        this.tester = tester;
        this.scratchRoot = scratchRoot;
        this.regionFolders = Set.copyOf(regionFolders);
    }

    /** Runs it; what goes wrong is a result. */
    public NegativeControlResult run(Repository repository, RestoreTestRequest request, RunControl control) {
        String seed = tester.seed(request);
        Optional<Choice> choice = Optional.empty();
        try {
            var chosen = tester.points().choose(repository, request, seed, Times.now(tester.clock()));
            choice = Optional.of(chosen);
            requireApart();
            return onScratch(repository, request.withSeed(seed), chosen, control);
        } catch (HikaeException e) {
            return notRun(e, seed, choice, Optional.empty());
        }
    }

    private NegativeControlResult onScratch(
            Repository repository, RestoreTestRequest request, Choice chosen, RunControl control) {
        var scratch = Sandbox.create(scratchRoot, tester.clock());
        List<NegativeControlResult.Flip> flips;
        RestoreTestResult test;
        try {
            repository.copyRegion(chosen.region(), scratch.tree(), control);
            flips = new ScratchDamage(scratch.tree(), request.seed().orElseThrow()).inflict();
            var view = repository.withScratchCopy(chosen.region(), scratch.tree());
            test = tester.test(view, request.ofCopy(chosen.point().id(), chosen.region()), control);
        } catch (HikaeException e) {
            return notRun(e, request.seed().orElseThrow(), Optional.of(chosen), Optional.of(scratch.destroy()));
        } catch (RuntimeException | Error bug) {
            scratch.destroy();
            throw bug;
        }
        var destruction = scratch.destroy();
        return new NegativeControlResult(
                state(test),
                List.of(reason(test)),
                Optional.of(chosen.point().id()),
                Optional.of(chosen.region()),
                request.seed().orElseThrow(),
                flips,
                Optional.of(test),
                Optional.of(destruction));
    }

    private static State state(RestoreTestResult test) {
        if (test.validation().state() == State.FAILED && test.damageCount() > 0) {
            return State.PASSED;
        }
        return test.validation().state() == State.PASSED ? State.FAILED : State.INCONCLUSIVE;
    }

    private static Text reason(RestoreTestResult test) {
        return switch (state(test)) {
            case PASSED -> Texts.of("reason.control-found", test.damageCount());
            case FAILED -> Texts.of("reason.control-missed");
            case INCONCLUSIVE, NOT_RUN -> Texts.of("reason.control-unclear");
        };
    }

    private static NegativeControlResult notRun(
            HikaeException e, String seed, Optional<Choice> choice, Optional<Sandbox.Destruction> scratch) {
        State state = e.code().failure() == Failure.CANCELLED ? State.NOT_RUN : State.INCONCLUSIVE;
        return new NegativeControlResult(
                state,
                List.of(e.text()),
                choice.map(c -> c.point().id()),
                choice.map(Choice::region),
                seed,
                List.of(),
                Optional.empty(),
                scratch);
    }

    private void requireApart() {
        Path scratch = real(scratchRoot);
        for (Path folder : regionFolders) {
            Path region = real(folder);
            if (scratch.startsWith(region) || region.startsWith(scratch)) {
                throw new HikaeException(VerifyError.SCRATCH_IS_REGION, scratch);
            }
        }
    }

    private static Path real(Path path) {
        try {
            java.nio.file.Files.createDirectories(path);
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
