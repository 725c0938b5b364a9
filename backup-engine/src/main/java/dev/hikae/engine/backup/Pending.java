package dev.hikae.engine.backup;

import dev.hikae.engine.tree.Node;

/** A node that may still wait for the ids of its last chunks. */
interface Pending {
    boolean ready();

    /** Waits. */
    Node node();

    /** A node that waits for nothing. */
    record Done(Node node) implements Pending {
        @Override
        public boolean ready() {
            return true;
        }
    }
}
