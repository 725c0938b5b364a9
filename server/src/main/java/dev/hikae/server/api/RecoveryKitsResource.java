package dev.hikae.server.api;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.RepositoryName;
import dev.hikae.config.id.Slug;
import dev.hikae.engine.key.Credential;
import dev.hikae.engine.key.Secret;
import dev.hikae.server.catalogue.KitConfirmations.Confirmation;
import dev.hikae.server.identity.Caller;
import dev.hikae.server.identity.Permit;
import dev.hikae.server.identity.Subject;
import dev.hikae.server.identity.Verb;
import dev.hikae.server.run.RecoveryKits;
import dev.hikae.server.run.RunError;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;

/** Proof that a printed recovery kit opens its repository. Doing it again is harmless. */
@Path("/api/v1/repositories/{name}/recovery-kit-confirmation")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "repositories")
public final class RecoveryKitsResource {
    private final RecoveryKits kits;

    public RecoveryKitsResource(RecoveryKits kits) {
        this.kits = kits;
    }

    /** The code as printed or typed. */
    public record KitBody(@NotBlank @Size(max = 128) String code) {
        @Override
        public String toString() {
            return "KitBody";
        }
    }

    @POST
    @Permit(value = Verb.CHANGE, on = Subject.REPOSITORY)
    @Operation(summary = "Prove that the code of a recovery kit opens the repository")
    public Confirmation confirm(@PathParam("name") String name, @Valid @NotNull KitBody body, @Context Caller caller) {
        if (!Slug.isValid(name)) {
            throw new HikaeException(RunError.NO_SUCH_REPOSITORY, name);
        }
        try (Secret code = Secret.copyOf(body.code().getBytes(StandardCharsets.UTF_8))) {
            return kits.confirm(new RepositoryName(name), new Credential.RecoveryCode(code), caller.name());
        }
    }
}
