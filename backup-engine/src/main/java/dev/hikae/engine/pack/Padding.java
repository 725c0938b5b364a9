package dev.hikae.engine.pack;

/** How long a pack is made, so that its size tells little of its content: docs/FORMAT.md, section 5. */
enum Padding {
    /** A pack that was ended because it was full. Its size hovers round the same target whatever it holds. */
    FULL {
        @Override
        long padded(long used) {
            return quantum(used);
        }
    },
    /**
     * A session's last packs, whose sizes are what the session happened to hold: Padmé (Nikitin et al., PETS 2019,
     * section 4) lets O(log log size) bits show and adds 12 % at most, much less for larger ones.
     */
    LAST {
        @Override
        long padded(long used) {
            int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(used);
            int shown = Integer.SIZE - Integer.numberOfLeadingZeros(exponent);
            long mask = (1L << Math.max(0, exponent - shown)) - 1;
            return quantum(used + mask & ~mask);
        }
    };

    static final int QUANTUM = 64 << 10;

    /** Size of the whole object when so many bytes of it are used; never less. */
    abstract long padded(long used);

    private static long quantum(long used) {
        return used + QUANTUM - 1 & -QUANTUM;
    }
}
