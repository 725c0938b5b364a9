package dev.hikae.engine.check;

import dev.hikae.engine.format.FormatException;
import dev.hikae.engine.format.ObjectNames;
import dev.hikae.engine.format.Statement;
import dev.hikae.engine.keyring.KeySlot;
import dev.hikae.engine.snapshot.Abort;
import dev.hikae.engine.snapshot.Forgotten;
import dev.hikae.engine.snapshot.GarbageList;
import dev.hikae.engine.snapshot.HomeStatement;
import dev.hikae.engine.snapshot.Marker;
import dev.hikae.engine.snapshot.Opening;
import dev.hikae.engine.snapshot.Outcome;
import dev.hikae.engine.snapshot.Replacement;
import dev.hikae.engine.snapshot.Trust;

/** Objects that say themselves whether they are whole: statements and key slots. */
public final class SmallObject {
    private SmallObject() {}

    /** What one says. */
    public sealed interface Content {}

    /** A snapshot's outcome. */
    public record Commit(Outcome outcome) implements Content {}

    /** The outcome of a session that repacked. */
    public record Repacked(Replacement replacement) implements Content {}

    /** A record of snapshots that are given up. */
    public record GivenUp(Forgotten record) implements Content {}

    /** Anything else. */
    public enum Other implements Content {
        WHOLE
    }

    /** Whether an object of this name is one. */
    public static boolean isOne(String name) {
        return !name.startsWith(ObjectNames.PACKS)
                && !name.startsWith(ObjectNames.INDEX)
                && !name.startsWith(ObjectNames.HEALING);
    }

    /**
     * Reads one.
     *
     * @throws FormatException when it is damaged, or not signed by whoever may sign it
     */
    public static Content parse(String name, byte[] object, Trust trust) {
        if (ObjectNames.isOutcome(name)) {
            return outcome(name, object, trust);
        } else if (name.startsWith(ObjectNames.FORGOTTEN)) {
            return new GivenUp(Forgotten.parse(name, object, trust));
        } else if (name.startsWith(ObjectNames.COLLECTIONS)) {
            GarbageList.parse(name, object, trust);
        } else if (name.startsWith(ObjectNames.SESSIONS)) {
            Statement.parse(Opening.MAGIC, object);
        } else if (name.startsWith(ObjectNames.HOME)) {
            HomeStatement.parse(name, object, trust);
        } else if (name.startsWith(ObjectNames.KEYS)) {
            KeySlot.parse(object);
        } else if (name.equals(ObjectNames.MARKER)) {
            Marker.parse(object);
        }
        return Other.WHOLE;
    }

    private static Content outcome(String name, byte[] object, Trust trust) {
        if (ObjectNames.isReplacement(name) && !Abort.is(object)) {
            return new Repacked(Replacement.parse(name, object, trust));
        }
        if (Abort.is(object)) {
            Abort.parse(name, object, trust);
            return Other.WHOLE;
        }
        return new Commit(Outcome.parse(name, object, trust));
    }
}
