package dev.hikae.drills.report;

/** Samples for the tests of other packages and modules. */
public final class ReportSamples {
    private ReportSamples() {}

    /** A drill that passed, with something to show in every section. */
    public static Report drill() {
        return SampleDrill.report();
    }

    public static ReportContext context() {
        return SampleDrill.context();
    }
}
