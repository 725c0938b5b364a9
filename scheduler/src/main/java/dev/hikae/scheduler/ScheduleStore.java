package dev.hikae.scheduler;

import java.util.List;
import java.util.Optional;

/** Where published schedules are kept; every method is one transaction. One process writes. */
public interface ScheduleStore {
    /** Stores or replaces the schedule of this name. */
    void save(Published schedule);

    /** Forgets it; its runs stay. */
    void remove(String name);

    Optional<Published> find(String name);

    /** In name order. */
    List<Published> all();
}
