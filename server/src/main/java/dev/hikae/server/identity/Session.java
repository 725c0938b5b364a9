package dev.hikae.server.identity;

/**
 * A browser session, as its requests see it.
 *
 * @param tokenHash SHA-256 of the cookie's value
 * @param csrf what every form of this session must send along
 */
public record Session(String tokenHash, String csrf) {
    /** Name of the cookie: the prefix makes browsers insist on HTTPS, this host and the whole path. */
    public static final String COOKIE = "__Host-hikae";

    /** Cookie that ties the sign-in form to the browser it was shown in. */
    public static final String FORM_COOKIE = "__Host-hikae-form";

    @Override
    public String toString() {
        return "Session";
    }
}
