package dev.hikae.server.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A resource method that anybody may call, signed in or not. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Open {
    /** Why. */
    String value();

    /** Whether it takes a form of a page shown before sign-in; then the form's token must be that of {@link Session#FORM_COOKIE}. */
    boolean form() default false;
}
