package dev.hikae.engine.scrub;

import dev.hikae.engine.check.LostPaths;
import dev.hikae.engine.format.NameSet;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Packs and index objects of which no region has a good copy, and what of them cannot be read from any. */
final class LostObjects implements LostPaths.Lost {
    private final Map<String, Optional<BitSet>> frames = new HashMap<>();
    private final NameSet doubtful = new NameSet();

    /** @param lost numbers of the lost frames of a pack; empty when all are, or nobody knows */
    void add(String name, Optional<BitSet> lost) {
        frames.put(name, lost);
    }

    /** Of a pack something wrong was said: what lists it may rely on that. */
    void doubt(String pack) {
        doubtful.add(pack);
    }

    @Override
    public boolean isDoubtful(String object) {
        return doubtful.has(object);
    }

    /** Whether a snapshot that lists an object may need what is not there. */
    boolean concerns(String object) {
        return touches(object) || isDoubtful(object);
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    @Override
    public boolean touches(String object) {
        return frames.containsKey(object);
    }

    @Override
    public boolean frame(String pack, int number) {
        Optional<BitSet> lost = frames.get(pack);
        return lost != null && lost.map(f -> f.get(number)).orElse(true);
    }
}
