package dev.hikae.server.run;

import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunListener;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells several listeners in order. A start that one of them refuses is refused; other failures are logged, and the
 * next listener is told all the same.
 */
public final class RunListeners implements RunListener {
    private static final Logger LOG = LoggerFactory.getLogger(RunListeners.class);
    private final List<RunListener> all;

    public RunListeners(List<RunListener> all) {
        this.all = List.copyOf(all);
    }

    @Override
    public void starting(Run run, int attempt) {
        all.forEach(l -> l.starting(run, attempt));
    }

    @Override
    public void planned(Run run) {
        tell(l -> l.planned(run));
    }

    @Override
    public void retrying(Run run, String error) {
        tell(l -> l.retrying(run, error));
    }

    @Override
    public void ended(Run run) {
        tell(l -> l.ended(run));
    }

    @Override
    public void overdue(String kind, String subject, Optional<Instant> lastSuccess) {
        tell(l -> l.overdue(kind, subject, lastSuccess));
    }

    private void tell(Consumer<RunListener> call) {
        for (RunListener listener : all) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("{} failed", listener.getClass().getSimpleName(), e);
            }
        }
    }
}
