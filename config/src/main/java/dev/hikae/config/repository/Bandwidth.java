package dev.hikae.config.repository;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;

/**
 * How many bytes a second may go to and come from a region.
 *
 * @param usual outside of all windows
 * @param zone whose time windows are in
 * @param windows the first that is open rules
 */
public record Bandwidth(Limits usual, ZoneId zone, List<Window> windows) {
    public Bandwidth {
        windows = List.copyOf(windows);
    }

    /** Each way; empty means unlimited, in a window as usual. */
    public record Limits(OptionalLong upload, OptionalLong download) {
        private Limits or(Limits other) {
            return new Limits(
                    upload.isPresent() ? upload : other.upload, download.isPresent() ? download : other.download);
        }
    }

    /**
     * A part of each day.
     *
     * @param to excluded; before {@code from} it is on the next day, the same is the whole day
     */
    public record Window(LocalTime from, LocalTime to, Limits limits) {
        private boolean isOpen(LocalTime time) {
            return from.isBefore(to)
                    ? !time.isBefore(from) && time.isBefore(to)
                    : !time.isBefore(from) || time.isBefore(to);
        }
    }

    /** What rules at an instant. */
    public Limits at(Instant now) {
        LocalTime time = now.atZone(zone).toLocalTime();
        return windows.stream()
                .filter(w -> w.isOpen(time))
                .findFirst()
                .map(w -> w.limits().or(usual))
                .orElse(usual);
    }
}
