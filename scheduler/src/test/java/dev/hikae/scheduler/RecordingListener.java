package dev.hikae.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers in words what it was told. */
public final class RecordingListener implements RunListener {
    public final List<String> told = new CopyOnWriteArrayList<>();
    public volatile boolean refusing;

    @Override
    public void planned(Run run) {
        told.add("planned " + run.subject() + " " + run.scheduledFor());
    }

    @Override
    public void starting(Run run, int attempt) {
        if (refusing) {
            throw new IllegalStateException("the register cannot be written");
        }
        told.add("starting " + run.subject() + " " + attempt);
    }

    @Override
    public void retrying(Run run, String error) {
        told.add("retrying " + run.subject());
    }

    @Override
    public void ended(Run run) {
        told.add("ended " + run.subject() + " " + run.state());
    }

    @Override
    public void overdue(String kind, String subject, Optional<Instant> lastSuccess) {
        told.add("overdue " + kind + " " + subject + " "
                + lastSuccess.map(Instant::toString).orElse("never"));
    }
}
