package dev.hikae.server.identity;

import dev.hikae.config.error.HikaeException;
import dev.hikae.server.audit.AuditRecord.Draft;
import dev.hikae.server.audit.AuditTrail;
import dev.hikae.server.settings.ServerError;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Lets people and machines in, and writes down who came, who did not, and who left. */
public final class SignIn {
    private static final int LONGEST_NAME = 64;

    private final Accounts accounts;
    private final ServiceAccounts services;
    private final Sessions sessions;
    private final SecondFactors seconds;
    private final AccessTokens tokens;
    private final Passwords passwords;
    private final SignInGuard guard;
    private final AuditTrail trail;
    private final Consumer<Account> passwordReplaced;

    SignIn(
            Accounts accounts,
            ServiceAccounts services,
            Sessions sessions,
            SecondFactors seconds,
            AccessTokens tokens,
            Passwords passwords,
            SignInGuard guard,
            AuditTrail trail,
            Consumer<Account> passwordReplaced) {
        this.accounts = accounts;
        this.services = services;
        this.sessions = sessions;
        this.seconds = seconds;
        this.tokens = tokens;
        this.passwords = passwords;
        this.guard = guard;
        this.trail = trail;
        this.passwordReplaced = passwordReplaced;
    }

    /**
     * What somebody shows to get in.
     *
     * @param secondFactor the code of an authenticator app
     */
    public record Credentials(String name, String password, Optional<String> secondFactor) {
        public Credentials {
            name = name.strip().toLowerCase(Locale.ROOT);
            name = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        }

        @Override
        public String toString() {
            return "Credentials[" + name + "]";
        }
    }

    /** An access token, who it speaks for, and when it ends. */
    public record Granted(
            String accessToken,
            Duration life,
            Instant expiresAt,
            String name,
            Set<Role> roles,
            boolean mustChangePassword) {
        public Granted {
            roles = Set.copyOf(roles);
        }

        @Override
        public String toString() {
            return "Granted[" + name + "]";
        }
    }

    /** A person's access token for the API. With a one-time password it serves only to set another. */
    public Granted withPassword(Credentials credentials, String address) {
        Account account = authenticate(credentials, address);
        return granted("sign in", account.name(), address, () -> {
            accounts.signedIn(account.id());
            return token(account);
        });
    }

    /** A browser's session; the value of its cookie. */
    public String browser(Credentials credentials, String address) {
        Account account = authenticate(credentials, address);
        return granted("sign in (browser)", account.name(), address, () -> {
            accounts.signedIn(account.id());
            return sessions.begin(account);
        });
    }

    /** A machine's access token for its service token. */
    public Granted withServiceToken(String token, String address) {
        guard.admitAddress(address);
        ServiceAccounts.ServiceAccount account = services.byToken(token).orElseThrow(() -> {
            trail.refused(new Draft("-", "sign in (service token)", address, Map.of()));
            return new HikaeException(ServerError.SERVICE_TOKEN_REFUSED);
        });
        return granted("sign in (service token)", account.name(), address, () -> {
            AccessTokens.Issued issued = tokens.issue(account.id(), 1);
            return new Granted(
                    issued.token(), tokens.life(), issued.expiresAt(), account.name(), account.roles(), false);
        });
    }

    /** Ends the caller's session or access token. */
    public void out(Caller caller, Optional<String> bearer) {
        caller.session().ifPresent(sessions::end);
        bearer.flatMap(Identification::bearer).ifPresent(token -> tokens.revoke(tokens.verify(token)));
    }

    /** Sets a new password; every session and token of the account ends, and a new token is given. */
    public Granted changePassword(Caller caller, String present, String fresh, String address) {
        replacePassword(caller, present, fresh, address);
        return token(accounts.byId(caller.account()));
    }

    /** The same for a browser: the value of its new session's cookie. */
    public String changePasswordInBrowser(Caller caller, String present, String fresh, String address) {
        replacePassword(caller, present, fresh, address);
        return sessions.begin(accounts.byId(caller.account()));
    }

    private void replacePassword(Caller caller, String present, String fresh, String address) {
        guard.admit(caller.name(), address);
        Account account = accounts.find(caller.account())
                .orElseThrow(() -> new HikaeException(ServerError.NOT_PERMITTED, "change", "own-account"));
        requirePassword(account, present, address);
        replace(account, present, fresh);
    }

    private Granted token(Account account) {
        AccessTokens.Issued issued = tokens.issue(account.id(), account.generation());
        return new Granted(
                issued.token(),
                tokens.life(),
                issued.expiresAt(),
                account.name(),
                account.roles(),
                account.mustChangePassword());
    }

    private Account authenticate(Credentials credentials, String address) {
        guard.admit(credentials.name(), address);
        Optional<Account> found = accounts.byName(credentials.name()).filter(Account::enabled);
        if (found.isEmpty()) {
            passwords.pretend(credentials.password());
            throw refused(credentials.name(), address, ServerError.SIGN_IN_REFUSED);
        }
        Account account = found.get();
        requirePassword(account, credentials.password(), address);
        requireSecondFactor(account, credentials.secondFactor(), address);
        guard.succeeded(account.name());
        return account;
    }

    private void requirePassword(Account account, String password, String address) {
        boolean right = accounts.passwordHash(account.id())
                .map(hash -> passwords.matches(password, hash))
                .orElse(false);
        if (!right) {
            throw refused(account.name(), address, ServerError.SIGN_IN_REFUSED);
        }
    }

    private void requireSecondFactor(Account account, Optional<String> code, String address) {
        if (!account.secondFactor()) {
            return;
        }
        String given = code.map(String::strip)
                .filter(c -> !c.isEmpty())
                .orElseThrow(() -> new HikaeException(ServerError.SECOND_FACTOR_NEEDED));
        if (!seconds.accept(account.id(), given)) {
            throw refused(account.name(), address, ServerError.SECOND_FACTOR_REFUSED);
        }
    }

    private void replace(Account account, String present, String fresh) {
        Passwords.requireStrong(fresh, account.name());
        if (RandomTokens.same(present, fresh)) {
            throw new HikaeException(ServerError.PASSWORD_SAME);
        }
        accounts.changePassword(account.id(), passwords.hash(fresh));
        passwordReplaced.accept(account);
    }

    private HikaeException refused(String name, String address, ServerError error) {
        guard.failed(name);
        trail.refused(new Draft(name, "sign in", address, Map.of("code", error.id())));
        return new HikaeException(error);
    }

    private <T> T granted(String action, String name, String address, Supplier<T> effect) {
        AuditTrail.Intent intent = trail.intend(new Draft(name, action, address, Map.of()));
        T result = effect.get();
        intent.done(Map.of());
        return result;
    }
}
