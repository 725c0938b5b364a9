package dev.hikae.engine;

/**
 * Which packs to put together anew.
 *
 * @param below repacked is a pack of whose bytes less than so many percent live
 * @param most bytes of packs that are read at most
 */
public record RepackRequest(int below, long most) {
    public static final int BELOW = 70;

    public static RepackRequest usual() {
        return new RepackRequest(BELOW, Long.MAX_VALUE);
    }
}
