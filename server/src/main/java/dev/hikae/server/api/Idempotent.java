package dev.hikae.server.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that honours {@code Idempotency-Key}: within 24 hours the same key and request get the first answer again.
 *
 * <p>Not for answers that hold a secret: they are kept. Answers of 400 and above are not kept; the request may be tried again.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Idempotent {}
