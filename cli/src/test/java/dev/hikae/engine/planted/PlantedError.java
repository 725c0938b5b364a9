package dev.hikae.engine.planted;

/** Breaks a rule on purpose: errors without numbers. */
public enum PlantedError {
    SOMETHING
}
