package dev.hikae.config.id;

/** Id of a snapshot: {@code snap_} and a UUIDv7. */
public record SnapshotId(String value) implements Comparable<SnapshotId> {
    public SnapshotId {
        Ids.checked("snap_", value);
    }

    @Override
    public int compareTo(SnapshotId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
