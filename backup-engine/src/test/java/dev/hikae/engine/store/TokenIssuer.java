package dev.hikae.engine.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;

/** As much of an OpenID Connect provider as a token service asks: a discovery document, and the key that tokens are signed by. */
final class TokenIssuer implements AutoCloseable {
    /** Whom the tokens are made for. */
    static final String CLIENT = "hikae";

    private final HttpServer server;
    private final KeyPair key;

    TokenIssuer() throws IOException, GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        key = keys.generateKeyPair();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, """
                {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "authorization_endpoint": "%1$s/none",
                 "token_endpoint": "%1$s/none", "id_token_signing_alg_values_supported": ["RS256"]}
                """.formatted(url())));
        server.createContext("/keys", exchange -> answer(exchange, keys()));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String discovery() {
        return url() + "/.well-known/openid-configuration";
    }

    /** For an hour, with the rights of one of MinIO's policies. */
    String token(String policy) throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String content = base64("{\"alg\": \"RS256\", \"kid\": \"1\", \"typ\": \"JWT\"}") + "."
                + base64("""
                {"iss": "%s", "sub": "backup-host", "aud": "%s", "azp": "%s", "iat": %d, "exp": %d, "policy": "%s"}
                """.formatted(url(), CLIENT, CLIENT, now, now + 3600, policy));
        Signature signing = Signature.getInstance("SHA256withRSA");
        signing.initSign(key.getPrivate());
        signing.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + base64(signing.sign());
    }

    private String keys() {
        var open = (RSAPublicKey) key.getPublic();
        return "{\"keys\": [{\"kty\": \"RSA\", \"use\": \"sig\", \"alg\": \"RS256\", \"kid\": \"1\", \"n\": \""
                + base64(unsigned(open.getModulus().toByteArray())) + "\", \"e\": \""
                + base64(unsigned(open.getPublicExponent().toByteArray())) + "\"}]}";
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? java.util.Arrays.copyOfRange(number, 1, number.length) : number;
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
