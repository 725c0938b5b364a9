package dev.hikae.drills.report;

import dev.hikae.config.text.Text;
import dev.hikae.drills.register.Population;
import java.util.List;
import java.util.Optional;

/**
 * The record of one drill or restore test. {@link ReportJson} writes it, {@link ReportRenderer} shows it.
 *
 * <p>An empty list is a statement ("none recorded", "not part of this drill"), and the rendering says so.
 * {@code docs/EVIDENCE.md} lists every field.
 *
 * @param version of this form, {@value #VERSION}
 * @param outcome the word that the run's end leaf in the register must carry, too
 * @param security state of security at the recovery site
 * @param governance crisis governance and communications
 * @param planChanges changes of the plan that follow from the drill
 * @param population every run that was due in the period, counted from the register; empty when the caller gave none
 * @param approvals of the report, as opposed to those within the drill
 */
public record Report(
        int version,
        String runId,
        String outcome,
        Kind kind,
        Cover cover,
        Verification verification,
        Summary summary,
        Programme programme,
        Scope scope,
        Scenario scenario,
        Targets targets,
        List<Participant> participants,
        Authorisation authorisation,
        Timeline timeline,
        Recovery recovery,
        Integrity integrity,
        List<Text> security,
        List<Text> governance,
        List<Text> thirdParties,
        Aftermath aftermath,
        List<Deviation> deviations,
        List<CorrectiveAction> actions,
        List<Text> planChanges,
        Optional<Population> population,
        List<Control> controls,
        List<Text> limitations,
        List<Approval> approvals,
        List<EvidenceFile> evidence,
        Environment environment) {
    /** Form of the record that this program writes. */
    public static final int VERSION = 1;

    public Report {
        participants = List.copyOf(participants);
        security = List.copyOf(security);
        governance = List.copyOf(governance);
        thirdParties = List.copyOf(thirdParties);
        deviations = List.copyOf(deviations);
        actions = List.copyOf(actions);
        planChanges = List.copyOf(planChanges);
        controls = List.copyOf(controls);
        limitations = List.copyOf(limitations);
        approvals = List.copyOf(approvals);
        evidence = List.copyOf(evidence);
    }

    /** What the report is about. */
    public enum Kind {
        DRILL,
        RESTORE_TEST
    }
}
