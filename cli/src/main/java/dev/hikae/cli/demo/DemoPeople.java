package dev.hikae.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.cli.client.ServiceClient;
import dev.hikae.config.json.Json;
import dev.hikae.server.identity.Identity;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The accounts that act in the demo, one for each role, and their passwords. */
final class DemoPeople {
    /** Name of the service's first account. */
    static final String FIRST = Identity.FIRST_ACCOUNT;

    private final ServiceClient nobody;
    private final SecureRandom random;
    private final Map<String, String> passwords = new LinkedHashMap<>();

    DemoPeople(ServiceClient nobody, SecureRandom random) {
        this.nobody = nobody;
        this.random = random;
    }

    /** The administrator takes office, and makes an account for each role; each person sets a password of their own. */
    void arrive(String firstPassword) {
        takeOver(FIRST, firstPassword);
        ServiceClient administrator = as(FIRST);
        for (String role : new String[] {"operator", "approver", "auditor"}) {
            String once = password();
            ObjectNode account = Json.mapper().createObjectNode().put("name", role);
            account.putArray("roles").add(role);
            administrator.post("/accounts", account.put("password", once));
            takeOver(role, once);
        }
    }

    private void takeOver(String account, String once) {
        String password = password();
        ObjectNode change = Json.mapper().createObjectNode().put("password", once);
        nobody.signIn(account, once).post("/password", change.put("new_password", password));
        passwords.put(account, password);
    }

    /** A fresh session of the account of that role. */
    ServiceClient as(String role) {
        return nobody.signIn(role, passwordOf(role));
    }

    String passwordOf(String role) {
        String password = passwords.get(role);
        if (password == null) {
            throw new IllegalArgumentException("bug: nobody has the role " + role);
        }
        return password;
    }

    private String password() {
        byte[] bytes = new byte[15];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
