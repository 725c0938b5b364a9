package dev.hikae.drills.run;

/** Receives every event of a drill in order, from the drill's thread; must return soon. What it throws ends the drill. */
@FunctionalInterface
public interface DrillLog {
    DrillLog NONE = event -> {};

    void append(DrillEvent event);
}
