package dev.hikae.drills.run;

import dev.hikae.config.id.RunId;
import dev.hikae.config.text.Text;
import dev.hikae.verify.Sandbox;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Isolated places as the sandboxes of restore tests, below the same folder. */
public final class SandboxPlaces implements IsolatedPlaces {
    private final Path sandboxes;
    private final InstantSource clock;

    public SandboxPlaces(Path sandboxes, InstantSource clock) {
        this.sandboxes = sandboxes;
        this.clock = clock;
    }

    @Override
    public Place open(RunId run) {
        return new InSandbox(Sandbox.create(sandboxes, clock));
    }

    /** One run's sandbox. */
    private record InSandbox(Sandbox sandbox) implements Place {
        @Override
        public Path target() {
            return sandbox.tree();
        }

        @Override
        public Path work() {
            return sandbox.home();
        }

        @Override
        public Removed destroy() {
            Sandbox.Destruction done = sandbox.destroy();
            Optional<Text> problem = done.problems().stream().findFirst().map(p -> Outcome.text("place.problem", p));
            return new Removed(done.removed(), done.gone(), problem);
        }
    }
}
