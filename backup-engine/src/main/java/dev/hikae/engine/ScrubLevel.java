package dev.hikae.engine;

/** How deep a scrub looks. Every level begins with {@link #L0}, for everything, whatever the budget is. */
public enum ScrubLevel {
    /** Every object that snapshots need is listed, in its size. */
    L0,
    /** The store's own checksum is the recorded one. Without a download, so the store is taken at its word. */
    L1,
    /** Downloaded: CRC-32C, and SHA-256 or the digest of the tags. */
    L2,
    /** Decrypted too: every frame opens, every blob matches its id; then trees are walked. */
    L3,
    /** Files chosen by chance are restored and compared, from each region alone. */
    L4
}
