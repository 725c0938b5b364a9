package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.audit.AuditRecord.Draft;
import dev.hikae.server.audit.AuditTrail;
import dev.hikae.server.settings.ServerError;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Stands before one resource method: who is it, is the form ours, may they, and is it written down.
 *
 * <p>The audit trail's line is on disk before the method runs; when it cannot be written the method does not run.
 */
final class Guard implements ContainerRequestFilter, ContainerResponseFilter {
    /** Request property: the {@link Caller}. */
    static final String CALLER = "hikae.caller";

    private static final String INTENT = "hikae.audit";

    private final Identification identification;
    private final AuditTrail trail;
    private final Optional<Permit> permit;
    private final Optional<Open> open;

    Guard(Identification identification, AuditTrail trail, Optional<Permit> permit, Optional<Open> open) {
        this.identification = identification;
        this.trail = trail;
        this.permit = permit;
        this.open = open;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(CALLER, Caller.NOBODY);
        Caller caller = open.isPresent() ? anybody(request) : identification.caller(request);
        request.setProperty(CALLER, caller);
        if (open.isEmpty()) {
            admit(request, caller);
        } else if (open.get().form()) {
            SameSite.requireSameBrowser(request);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(INTENT) instanceof AuditTrail.Intent intent) {
            request.removeProperty(INTENT);
            Map<String, String> facts = response.getHeaders().containsKey("Idempotency-Replayed")
                    ? Map.of("status", String.valueOf(response.getStatus()), "replayed", "true")
                    : Map.of("status", String.valueOf(response.getStatus()));
            if (response.getStatus() < 400) {
                intent.done(facts);
            } else {
                intent.failed(facts);
            }
        }
    }

    /** Where everybody may go, a session that is over is no obstacle. */
    private Caller anybody(ContainerRequestContext request) {
        try {
            return identification.caller(request);
        } catch (HikaeException e) {
            return Caller.NOBODY;
        }
    }

    private void admit(ContainerRequestContext request, Caller caller) {
        if (!caller.signedIn()) {
            throw new HikaeException(ServerError.NOT_SIGNED_IN);
        }
        boolean changes =
                !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
        if (changes && caller.session().isPresent()) {
            SameSite.require(request, caller.session().get().csrf());
        }
        Permit needed = permit.orElseThrow(() -> new HikaeException(ServerError.NOT_PERMITTED, "-", "-"));
        if (caller.mustChangePassword() && needed.on() != Subject.OWN_ACCOUNT) {
            throw new HikaeException(ServerError.PASSWORD_CHANGE_NEEDED);
        }
        boolean audited = changes || needed.audited();
        if (!caller.may(needed.value(), needed.on())) {
            if (audited) {
                trail.refused(draft(request, caller, needed));
            }
            throw new HikaeException(ServerError.NOT_PERMITTED, word(needed.value()), word(needed.on()));
        }
        if (audited) {
            request.setProperty(INTENT, trail.intend(draft(request, caller, needed)));
        }
    }

    private static Draft draft(ContainerRequestContext request, Caller caller, Permit needed) {
        String path = "/" + request.getUriInfo().getRequestUri().getRawPath().replaceFirst("^/+", "");
        return new Draft(
                caller.name(),
                word(needed.value()) + " " + word(needed.on()),
                path,
                Map.of("method", request.getMethod()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
