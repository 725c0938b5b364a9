package dev.hikae.engine.model;

/** How traces call regions. */
final class Names {
    private Names() {}

    static String region(int region) {
        return String.valueOf((char) ('A' + region));
    }
}
