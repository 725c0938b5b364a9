package dev.hikae.server.identity;

import dev.hikae.server.audit.AuditTrail;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.util.Optional;

/** Puts a guard before every resource method, as its annotation says; one without an annotation lets nobody in. */
public final class GuardFeature implements DynamicFeature {
    private final Identification identification;
    private final AuditTrail trail;

    GuardFeature(Identification identification, AuditTrail trail) {
        this.identification = identification;
        this.trail = trail;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Optional<Permit> permit =
                Optional.ofNullable(resource.getResourceMethod().getAnnotation(Permit.class));
        Optional<Open> open = Optional.ofNullable(resource.getResourceMethod().getAnnotation(Open.class));
        context.register(new Guard(identification, trail, permit, open), Priorities.AUTHORIZATION);
    }
}
