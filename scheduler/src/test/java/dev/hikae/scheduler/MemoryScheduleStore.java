package dev.hikae.scheduler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Schedules in memory. */
public final class MemoryScheduleStore implements ScheduleStore {
    private final Map<String, Published> all = new ConcurrentSkipListMap<>();

    @Override
    public void save(Published schedule) {
        all.put(schedule.name(), schedule);
    }

    @Override
    public void remove(String name) {
        all.remove(name);
    }

    @Override
    public Optional<Published> find(String name) {
        return Optional.ofNullable(all.get(name));
    }

    @Override
    public List<Published> all() {
        return List.copyOf(all.values());
    }
}
