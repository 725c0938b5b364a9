package dev.hikae.engine.model;

import java.util.Arrays;

/** The fingerprints of all states seen, numbered in the order in which they were, each with the state it came from. */
final class StateSet {
    private long[] fingerprints = new long[1 << 12];
    private int[] parents = new int[1 << 12];
    private int[] table = new int[1 << 13];
    private int size;

    StateSet() {
        Arrays.fill(table, -1);
    }

    int size() {
        return size;
    }

    long fingerprint(int number) {
        return fingerprints[number];
    }

    /** The number of the state that led to this one first, or -1. */
    int parent(int number) {
        return parents[number];
    }

    /** False when it was there. */
    boolean add(long fingerprint, int parent) {
        int at = find(fingerprint);
        if (table[at] >= 0) {
            return false;
        }
        if (size == fingerprints.length) {
            fingerprints = Arrays.copyOf(fingerprints, size * 2);
            parents = Arrays.copyOf(parents, size * 2);
        }
        fingerprints[size] = fingerprint;
        parents[size] = parent;
        table[at] = size++;
        if (size * 2 > table.length) {
            grow();
        }
        return true;
    }

    private int find(long fingerprint) {
        int mask = table.length - 1;
        int at = (int) fingerprint & mask;
        while (table[at] >= 0 && fingerprints[table[at]] != fingerprint) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        table = new int[table.length * 2];
        Arrays.fill(table, -1);
        for (int i = 0; i < size; i++) {
            table[find(fingerprints[i])] = i;
        }
    }
}
