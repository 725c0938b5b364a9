package dev.hikae.server.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The permission that a resource method needs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Permit {
    Verb value();

    Subject on();

    /** Whether even reading is a line of the audit trail. Whatever changes something always is. */
    boolean audited() default false;
}
