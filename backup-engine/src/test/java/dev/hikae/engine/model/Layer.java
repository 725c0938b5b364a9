package dev.hikae.engine.model;

import java.util.ArrayList;
import java.util.List;

/** States of one distance from the first, in blocks that are let go as they are read. */
final class Layer {
    private static final int IN_BLOCK = 4096;

    private final List<byte[]> blocks = new ArrayList<>();
    private final int length;
    private int size;

    Layer(int length) {
        this.length = length;
    }

    int size() {
        return size;
    }

    void add(State state) {
        int in = size % IN_BLOCK;
        if (in == 0) {
            blocks.add(new byte[IN_BLOCK * length]);
        }
        state.store(blocks.getLast(), in * length);
        size++;
    }

    /** To be read from the first to the last, once. */
    void load(int at, State into) {
        int block = at / IN_BLOCK;
        into.load(blocks.get(block), at % IN_BLOCK * length);
        if (at % IN_BLOCK == IN_BLOCK - 1) {
            blocks.set(block, new byte[0]);
        }
    }
}
