package dev.hikae.engine.restore;

import dev.hikae.engine.Entry.HardLink;
import dev.hikae.engine.RawPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which names share an inode, in the snapshot and on disk: the groups must be the same. */
final class LinkGroups {
    private final Map<HardLink, RawPath> bySnapshot = new HashMap<>();
    private final Map<HardLink, RawPath> byDisk = new HashMap<>();

    /** What meeting one more name told. */
    sealed interface Met {
        /** The first name of its inode. */
        record First() implements Met {}

        /** Another name of an inode met before, on both sides. */
        record Again() implements Met {}

        /** On one side only it is a name of the same inode as the other path. */
        record Differs(RawPath other, boolean linkedInSnapshot) implements Met {}
    }

    Met meet(RawPath path, Optional<HardLink> expected, Optional<HardLink> found) {
        Optional<RawPath> inSnapshot =
                expected.flatMap(link -> Optional.ofNullable(bySnapshot.putIfAbsent(link, path)));
        Optional<RawPath> onDisk = found.flatMap(link -> Optional.ofNullable(byDisk.putIfAbsent(link, path)));
        if (inSnapshot.isPresent() && onDisk.isPresent() && inSnapshot.get().equals(onDisk.get())) {
            return new Met.Again();
        }
        if (inSnapshot.isPresent()) {
            return new Met.Differs(inSnapshot.get(), true);
        }
        if (onDisk.isPresent()) {
            return new Met.Differs(onDisk.get(), false);
        }
        return new Met.First();
    }
}
