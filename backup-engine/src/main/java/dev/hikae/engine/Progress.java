package dev.hikae.engine;

/** Told how far long work is, often and from any thread; must return at once. */
@FunctionalInterface
public interface Progress {
    Progress NONE = state -> {};

    void report(State state);

    /**
     * A point in the work.
     *
     * @param phase what is being done
     * @param filesDone entries finished
     * @param filesTotal entries expected, -1 while unknown
     * @param bytesDone bytes read or written so far
     * @param bytesTotal bytes expected, -1 while unknown
     * @param bytesNew bytes that dedup did not find, before compression
     * @param bytesStored bytes sent to one region, after compression and sealing
     * @param current what is being worked on, for people
     */
    record State(
            Phase phase,
            long filesDone,
            long filesTotal,
            long bytesDone,
            long bytesTotal,
            long bytesNew,
            long bytesStored,
            String current) {}

    /** What is being done. */
    enum Phase {
        SCANNING,
        READING,
        COMMITTING,
        REPLICATING,
        RESTORING,
        COMPARING,
        CHECKING,
        EXPORTING,
        COLLECTING
    }
}
