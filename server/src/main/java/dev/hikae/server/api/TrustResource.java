package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.drills.sign.EvidencePki;
import dev.hikae.server.evidence.IssueError;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URL;
import java.util.Optional;

/** What an auditor needs apart from any bundle: the evidence root and the offline verifier. */
@Path("/api/v1/trust")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "evidence")
public final class TrustResource {
    private final EvidencePki pki;
    private final Optional<URL> verifier;

    public TrustResource(EvidencePki pki, Optional<URL> verifier) {
        this.pki = pki;
        this.verifier = verifier;
    }

    /** SHA-256 of the root certificate in lower-case hexadecimal. */
    public record Root(String fingerprint, boolean rootKeyStillHere) {}

    @GET
    @Permit(value = Verb.READ, on = Subject.EVIDENCE)
    @Operation(summary = "Fingerprint of the evidence root, and whether its private key still lies on this machine")
    public Root root() {
        return new Root(pki.rootFingerprint(), pki.rootKeyStillHere());
    }

    @GET
    @Path("root")
    @Produces("application/x-pem-file")
    @Permit(value = Verb.READ, on = Subject.EVIDENCE)
    @Operation(summary = "The evidence root's certificate (PEM)")
    public Response pem() {
        return Response.ok(pki.rootPem())
                .header("X-Fingerprint", pki.rootFingerprint())
                .header("Content-Disposition", "attachment; filename=\"hikae-root.pem\"")
                .build();
    }

    @GET
    @Path("verifier")
    @Produces("application/java-archive")
    @Permit(value = Verb.READ, on = Subject.EVIDENCE)
    @Operation(summary = "The offline verifier, one jar that needs only Java")
    public Response verifier() throws java.io.IOException {
        URL jar = verifier.orElseThrow(() -> new HikaeException(IssueError.NO_VERIFIER));
        return Response.ok(jar.openStream())
                .header("Content-Disposition", "attachment; filename=\"hikae-verify.jar\"")
                .build();
    }
}
