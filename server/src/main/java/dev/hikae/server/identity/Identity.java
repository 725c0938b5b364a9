package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.config.id.Ids;
import dev.hikae.server.audit.AuditRecord.Draft;
import dev.hikae.server.audit.AuditTrail;
import dev.hikae.server.catalogue.Catalogue;
import dev.hikae.server.settings.Folders;
import dev.hikae.server.settings.ServerError;
import dev.hikae.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.process.internal.RequestScoped;

/** Everything about who asks, put together. */
public final class Identity {
    /** Name of the first account. */
    public static final String FIRST_ACCOUNT = "admin";

    private final Accounts accounts;
    private final ServiceAccounts services;
    private final SecondFactors seconds;
    private final SignIn signIn;
    private final GuardFeature guards;
    private final AuditTrail trail;
    private final Folders folders;
    private final RandomTokens random256;

    public Identity(
            Catalogue catalogue,
            Folders folders,
            Settings.SignIn limits,
            InstantSource clock,
            SecureRandom random,
            AuditTrail trail) {
        this.trail = trail;
        this.folders = folders;
        Ids ids = new Ids(clock, random);
        random256 = new RandomTokens(random);
        Passwords passwords = new Passwords(random);
        accounts = new Accounts(catalogue, clock, ids, passwords, random256);
        services = new ServiceAccounts(catalogue, clock, ids, random256);
        seconds = new SecondFactors(catalogue, clock, random);
        Sessions sessions = new Sessions(catalogue, clock, random256, limits);
        AccessTokens tokens = new AccessTokens(
                catalogue, clock, random256, AccessTokens.key(folders.keys(), random), limits.tokenLifetime());
        SignInGuard guard = new SignInGuard(catalogue, clock, limits);
        signIn = new SignIn(
                accounts, services, sessions, seconds, tokens, passwords, guard, trail, this::firstPasswordReplaced);
        guards = new GuardFeature(new Identification(accounts, services, sessions, tokens, clock), trail);
    }

    /**
     * Makes the first administrator when there is no account yet; the one-time password lies in a file of mode 0600.
     *
     * <p>The file comes first: a crash between the two leaves no account without a known password.
     */
    public void firstStart() {
        if (!accounts.isEmpty()) {
            return;
        }
        AuditTrail.Intent intent = trail.intend(new Draft("service", "create first account", FIRST_ACCOUNT, Map.of()));
        String password = random256.legible();
        try {
            SecretFile.write(folders.firstPassword(), password + "\n");
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.DATA_FOLDER, folders.firstPassword(), e.toString());
        }
        accounts.store(FIRST_ACCOUNT, Set.of(Role.ADMINISTRATOR), password, true);
        intent.done(Map.of());
    }

    public Accounts accounts() {
        return accounts;
    }

    public ServiceAccounts serviceAccounts() {
        return services;
    }

    public SecondFactors secondFactors() {
        return seconds;
    }

    public SignIn signIn() {
        return signIn;
    }

    public GuardFeature guards() {
        return guards;
    }

    private void firstPasswordReplaced(Account account) {
        if (!account.name().equals(FIRST_ACCOUNT)) {
            return;
        }
        try {
            Files.deleteIfExists(folders.firstPassword());
        } catch (IOException e) {
            throw new HikaeException(e, ServerError.DATA_FOLDER, folders.firstPassword(), e.toString());
        }
    }

    /** An unguessable token for a form shown before sign-in. */
    public String formToken() {
        return random256.next();
    }

    /** Whether the first account still waits for its password. */
    public boolean waitsForFirstSignIn() {
        return Files.exists(folders.firstPassword());
    }

    /** Makes {@code @Context Caller} work in resource methods. */
    public static AbstractBinder binder() {
        return new AbstractBinder() {
            @Override
            protected void configure() {
                bindFactory(CallerFactory.class).to(Caller.class).proxy(false).in(RequestScoped.class);
            }
        };
    }
}
