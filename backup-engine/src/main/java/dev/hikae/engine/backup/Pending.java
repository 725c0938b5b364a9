package dev.hikae.engine.backup;

import dev.hikae.engine.tree.Node;

/** A node that may still wait for the ids of its last chunks. */
interface Pending {
    boolean ready();

    /** Waits. */
    Node node();

    /**
     * A node that waits for nothing.
     *
     * @param parents whether it is the parent snapshot's own, at the same place
     */
    record Done(Node node, boolean parents) implements Pending {
        @Override
        public boolean ready() {
            return true;
        }
    }
}
