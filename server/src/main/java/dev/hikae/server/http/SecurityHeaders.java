package dev.hikae.server.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.function.BiConsumer;

/** Sets the headers that tell browsers what never to do; on every answer, errors included. */
public final class SecurityHeaders implements Filter {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    // same-origin, not no-referrer: with the latter browsers send "Origin: null" with forms, and the Origin check
    // fails.
    private static final Map<String, String> HEADERS = Map.of(
            "Strict-Transport-Security", "max-age=31536000",
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "same-origin",
            "Permissions-Policy", "accelerometer=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    /** Sets them through any setter of a name and a value. */
    static void set(BiConsumer<String, String> setter) {
        HEADERS.forEach(setter);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse http = (HttpServletResponse) response;
        set(http::setHeader);
        // Resources that may be kept (style sheet, script) say so themselves.
        http.setHeader("Cache-Control", "no-store");
        chain.doFilter(request, response);
    }
}
