package dev.hikae.drills.verify;

import dev.hikae.config.text.Text;
import java.util.Locale;

/**
 * One line of the verifier's page.
 *
 * @param part what was checked
 * @param state how it went
 * @param detail what was found, in English; for people who want to know more
 */
public record Check(Part part, State state, String detail) {
    /** How it went. Only a bundle with nothing but passes is accepted. */
    public enum State {
        PASS,
        FAIL,
        NOT_CHECKED
    }

    /** Parts of a bundle, in the order in which they are checked. */
    public enum Part {
        ARCHIVE,
        ROOT,
        SUMS_SEAL,
        SUMS,
        CONTAINER,
        CONTAINER_SEAL,
        REPORT,
        REPORT_SEAL,
        PDF_JA,
        PDF_EN,
        LOG_KEY,
        CHECKPOINT,
        CHECKPOINT_TIME,
        LEAVES,
        PROOF,
        RUN,
        POPULATION,
        PREVIOUS;

        /** Its title, for people. */
        Text title() {
            return Page.text("part." + name().toLowerCase(Locale.ROOT));
        }
    }
}
