package dev.hikae.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hikae.cli.client.ServiceClient;
import dev.hikae.config.json.Json;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The accounts that act in the demo, one for each role, and their passwords. */
final class DemoPeople {
    private final ServiceClient nobody;
    private final SecureRandom random;
    private final Map<String, String> passwords = new LinkedHashMap<>();

    DemoPeople(ServiceClient nobody, SecureRandom random) {
        this.nobody = nobody;
        this.random = random;
    }

    /** The administrator changes the one-time password and makes an account for each role. */
    void arrive(String firstPassword) {
        String password = password();
        ServiceClient first = nobody.signIn("administrator", firstPassword);
        ObjectNode change = Json.mapper().createObjectNode();
        first.post("/password", change.put("password", firstPassword).put("new_password", password));
        passwords.put("administrator", password);
        ServiceClient administrator = as("administrator");
        for (String role : new String[] {"operator", "approver", "auditor"}) {
            passwords.put(role, password());
            ObjectNode account = Json.mapper().createObjectNode().put("name", role);
            account.putArray("roles").add(role);
            administrator.post("/accounts", account.put("password", passwords.get(role)));
        }
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
