package dev.hikae.engine.format;

/** Numbers by the 32 hexadecimal digits that end an object's name: 24 bytes a slot, no objects. Not for several threads. */
public final class ObjectTable {
    private static final int DIGITS = 32;
    private static final int WIDTH = 3;
    private static final int FIRST = 64;

    /** Of each slot: the name's two halves, and the number plus one; 0 marks a free slot. */
    private long[] slots = new long[WIDTH * FIRST];

    private int count;

    /** Files a number, 0 or more, under a name; names of another form are passed over. */
    public void put(String name, long number) {
        if (hasId(name)) {
            put(high(name), low(name), number);
        }
    }

    /** The number under a name; -1 when there is none. */
    public long get(String name) {
        return hasId(name) ? get(high(name), low(name)) : -1;
    }

    /** The same by the two halves of the 16 bytes that the digits stand for. */
    public void put(long high, long low, long number) {
        if (2 * (count + 1) * WIDTH > slots.length) {
            grow();
        }
        int at = slot(slots, high, low);
        count += slots[at + 2] == 0 ? 1 : 0;
        slots[at] = high;
        slots[at + 1] = low;
        slots[at + 2] = number + 1;
    }

    public long get(long high, long low) {
        return slots[slot(slots, high, low) + 2] - 1;
    }

    public int size() {
        return count;
    }

    /** Takes what is filed, in no order. */
    @FunctionalInterface
    public interface Visitor {
        void visit(long high, long low, long number);
    }

    public void each(Visitor visitor) {
        for (int i = 0; i < slots.length; i += WIDTH) {
            if (slots[i + 2] != 0) {
                visitor.visit(slots[i], slots[i + 1], slots[i + 2] - 1);
            }
        }
    }

    private static boolean hasId(String name) {
        for (int i = name.length() - DIGITS; i < name.length(); i++) {
            if (i < 0 || Character.digit(name.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static long high(String name) {
        return Long.parseUnsignedLong(name, name.length() - DIGITS, name.length() - DIGITS / 2, 16);
    }

    private static long low(String name) {
        return Long.parseUnsignedLong(name, name.length() - DIGITS / 2, name.length(), 16);
    }

    /** Where the name is or would go. */
    private static int slot(long[] slots, long high, long low) {
        int mask = slots.length / WIDTH - 1;
        int at = (int) (high ^ (high >>> 32)) & mask;
        while (slots[WIDTH * at + 2] != 0 && (slots[WIDTH * at] != high || slots[WIDTH * at + 1] != low)) {
            at = at + 1 & mask;
        }
        return WIDTH * at;
    }

    private void grow() {
        long[] wider = new long[2 * slots.length];
        for (int i = 0; i < slots.length; i += WIDTH) {
            if (slots[i + 2] != 0) {
                System.arraycopy(slots, i, wider, slot(wider, slots[i], slots[i + 1]), WIDTH);
            }
        }
        slots = wider;
    }
}
