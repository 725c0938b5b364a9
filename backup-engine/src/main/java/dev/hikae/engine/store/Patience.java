package dev.hikae.engine.store;

import java.time.Duration;

/**
 * How long stores may keep everybody waiting. A restart of a server or a router costs nothing; what lasts longer fails, and says so.
 *
 * @param connecting until a connection stands
 * @param silence how long nothing may move in a request, either way
 * @param trying no call is tried again so long after it began, or after the store answered anybody; a twentieth of it where it never answered
 * @param straggling how long a region that a quorum does not need may keep a backup waiting, besides a quarter of its time
 */
public record Patience(Duration connecting, Duration silence, Duration trying, Duration straggling) {
    public static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(30));
}
