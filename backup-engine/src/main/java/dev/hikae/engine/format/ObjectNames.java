package dev.hikae.engine.format;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of objects, as docs/FORMAT.md gives them. */
public final class ObjectNames {
    public static final String MARKER = "marker";
    public static final String KEYS = "keys/";
    public static final String HOME = "home/";
    public static final String SESSIONS = "sessions/";
    public static final String PACKS = "packs/";
    public static final String INDEX = "index/";
    public static final String FORGOTTEN = "forgotten/";
    public static final String COLLECTIONS = "gc/";
    /** What a scrub puts together before it takes its place. */
    public static final String HEALING = "healing/";

    private static final String CONDEMNED = "/condemned";
    private static final String VERDICT = "/verdict";

    private static final HexFormat HEX = HexFormat.of();
    private static final int UNIQUE = 16;
    private static final Pattern OUTCOME = Pattern.compile(SESSIONS + "([0-9]{8})[.]([0-9]{8})-([0-9a-f]{32})/outcome");

    private ObjectNames() {}

    public static String keySlot(byte[] id) {
        return KEYS + HEX.formatHex(id);
    }

    public static String home(int epoch) {
        return HOME + number(epoch);
    }

    /** Folder of a session, with the slash. */
    public static String session(int epoch, int generation, byte[] random) {
        return SESSIONS + new Generation(epoch, generation) + "-" + HEX.formatHex(random) + "/";
    }

    /** Folder of a session that repacks, with the slash: whoever reads outcomes must know of these first. */
    public static String repacking(int epoch, int generation, byte[] random) {
        return SESSIONS + new Generation(epoch, generation) + "-r" + HEX.formatHex(random) + "/";
    }

    /** Epoch in which a session began, by the name of any of its objects; -1 where the name has another form. */
    public static int epoch(String sessionObject) {
        int begin = SESSIONS.length();
        return sessionObject.matches(SESSIONS + "[0-9]{8}[.].*")
                ? Integer.parseInt(sessionObject.substring(begin, begin + 8))
                : -1;
    }

    /** Folder of a session by epoch, generation and the 16 bytes of its name, as {@link #sessionKey} gives them. */
    public static String session(byte[] key) {
        var in = ByteBuffer.wrap(key);
        byte[] unique = new byte[UNIQUE];
        int epoch = in.getInt();
        int generation = in.getInt();
        in.get(unique);
        return session(epoch, generation, unique);
    }

    /** Of an outcome; empty where the name has another form. */
    public static Optional<byte[]> sessionKey(String outcome) {
        Matcher parts = OUTCOME.matcher(outcome);
        return parts.matches()
                ? Optional.of(ByteBuffer.allocate(2 * Integer.BYTES + UNIQUE)
                        .putInt(Integer.parseInt(parts.group(1)))
                        .putInt(Integer.parseInt(parts.group(2)))
                        .put(HEX.parseHex(parts.group(3)))
                        .array())
                : Optional.empty();
    }

    public static String open(String session) {
        return session + "open";
    }

    public static String outcome(String session) {
        return session + "outcome";
    }

    public static boolean isOutcome(String name) {
        return name.startsWith(SESSIONS) && name.endsWith("/outcome");
    }

    /** Whether an outcome can be a replacement, by its name. */
    public static boolean isReplacement(String name) {
        return isOutcome(name) && name.indexOf("-r") > 0;
    }

    public static boolean isOpen(String name) {
        return name.startsWith(SESSIONS) && name.endsWith("/open");
    }

    public static String forgotten(byte[] random) {
        return FORGOTTEN + HEX.formatHex(random);
    }

    public static String condemned(Generation generation) {
        return COLLECTIONS + generation + CONDEMNED;
    }

    public static boolean isCondemned(String name) {
        return name.startsWith(COLLECTIONS) && name.endsWith(CONDEMNED);
    }

    public static String verdict(Generation generation) {
        return COLLECTIONS + generation + VERDICT;
    }

    public static boolean isVerdict(String name) {
        return name.startsWith(COLLECTIONS) && name.endsWith(VERDICT);
    }

    public static String pack(byte[] random) {
        String hex = HEX.formatHex(random);
        return PACKS + hex.substring(0, 2) + "/" + hex;
    }

    public static String index(byte[] random) {
        return INDEX + HEX.formatHex(random);
    }

    /** Eight decimal digits, so that names sort as numbers do. */
    static String number(int value) {
        String digits = Integer.toString(value);
        return "0".repeat(8 - digits.length()) + digits;
    }
}
