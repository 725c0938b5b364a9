package dev.hikae.engine.store;

/** The form of object names; a name that breaks it is a bug of ours. */
final class Names {
    private static final int LONGEST = 512;
    private static final int LONGEST_COMPONENT = 200;

    private Names() {}

    static String check(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new IllegalArgumentException("bug: object name of " + name.length() + " characters");
        }
        for (String component : name.split("/", -1)) {
            if (!isComponent(component)) {
                throw new IllegalArgumentException("bug: object name " + name);
            }
        }
        return name;
    }

    /** The beginning of some name, or empty. */
    static String checkPrefix(String prefix) {
        if (prefix.startsWith("/") || !prefix.chars().allMatch(c -> c == '/' || isLetter(c))) {
            throw new IllegalArgumentException("bug: prefix of object names " + prefix);
        }
        return prefix;
    }

    /** Whether an object of that name can be one of ours; everything else in a bucket is not looked at. */
    static boolean isName(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return false;
        }
        for (String component : name.split("/", -1)) {
            if (!isComponent(component)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a file of that name can be one of ours; everything else in a folder is not looked at. */
    static boolean isComponent(String component) {
        return !component.isEmpty()
                && component.length() <= LONGEST_COMPONENT
                && !component.equals(".")
                && !component.equals("..")
                && component.chars().allMatch(Names::isLetter);
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    }
}
