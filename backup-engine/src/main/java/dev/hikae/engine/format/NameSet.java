package dev.hikae.engine.format;

import java.util.HashSet;
import java.util.Set;

/** Names of objects: those that end in 32 hexadecimal digits without an object for each, of which one counts for all. Not for several threads. */
public final class NameSet {
    private final ObjectTable numbered = new ObjectTable();
    private final Set<String> others = new HashSet<>();

    /** Whether it was not there before. */
    public boolean add(String name) {
        if (numbered.get(name) >= 0) {
            return false;
        }
        numbered.put(name, 0);
        return numbered.get(name) >= 0 || others.add(name);
    }

    public boolean has(String name) {
        return numbered.get(name) >= 0 || others.contains(name);
    }

    public long size() {
        return (long) numbered.size() + others.size();
    }
}
