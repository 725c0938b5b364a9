package dev.hikae.engine;

/** Asked at pack and step boundaries whether to stop; cooperative. */
@FunctionalInterface
public interface Cancellation {
    Cancellation NEVER = () -> false;

    boolean requested();
}
