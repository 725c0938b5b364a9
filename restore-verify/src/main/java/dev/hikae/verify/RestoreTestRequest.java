package dev.hikae.verify;

import dev.hikae.config.id.PlanName;
import dev.hikae.config.id.RegionName;
import dev.hikae.config.id.RunId;
import dev.hikae.config.id.SnapshotId;
import dev.hikae.config.plan.Objectives;
import dev.hikae.config.plan.Plan;
import dev.hikae.config.plan.Probe;
import dev.hikae.config.plan.RestoreTestPolicy.RegionChoice;
import dev.hikae.config.plan.RestoreTestPolicy.Selection;
import java.util.List;
import java.util.Optional;

/**
 * What a restore test is to do.
 *
 * @param plan whose points; empty means those of any plan
 * @param objectives target RTO and RPO; without them nothing is judged but validation
 * @param snapshot one certain point; then {@code selection} does not count and the RPO is not judged
 * @param probes at least one, else the test can only be inconclusive
 * @param seed of every draw; empty lets the tester make one
 * @param keyUsed the slot or credential that opened the keyring, for the record
 */
public record RestoreTestRequest(
        Optional<RunId> run,
        Optional<PlanName> plan,
        Optional<Objectives> objectives,
        Selection selection,
        RegionChoice region,
        Optional<SnapshotId> snapshot,
        List<Probe> probes,
        Optional<String> seed,
        Optional<String> keyUsed) {
    public RestoreTestRequest {
        probes = List.copyOf(probes);
    }

    /** As the plan's policy says. */
    public static RestoreTestRequest of(Plan plan) {
        return new RestoreTestRequest(
                Optional.empty(),
                Optional.of(plan.name()),
                Optional.of(plan.objectives()),
                plan.restoreTest().selection(),
                plan.restoreTest().region(),
                Optional.empty(),
                plan.restoreTest().probes(),
                Optional.empty(),
                Optional.empty());
    }

    public RestoreTestRequest withRun(RunId id) {
        return new RestoreTestRequest(
                Optional.of(id), plan, objectives, selection, region, snapshot, probes, seed, keyUsed);
    }

    public RestoreTestRequest withSelection(Selection other) {
        return new RestoreTestRequest(run, plan, objectives, other, region, snapshot, probes, seed, keyUsed);
    }

    public RestoreTestRequest withRegion(RegionChoice other) {
        return new RestoreTestRequest(run, plan, objectives, selection, other, snapshot, probes, seed, keyUsed);
    }

    public RestoreTestRequest withSnapshot(SnapshotId id) {
        return new RestoreTestRequest(run, plan, objectives, selection, region, Optional.of(id), probes, seed, keyUsed);
    }

    public RestoreTestRequest withProbes(List<Probe> others) {
        return new RestoreTestRequest(run, plan, objectives, selection, region, snapshot, others, seed, keyUsed);
    }

    public RestoreTestRequest withSeed(String hex) {
        return new RestoreTestRequest(
                run, plan, objectives, selection, region, snapshot, probes, Optional.of(hex), keyUsed);
    }

    public RestoreTestRequest withKeyUsed(String slot) {
        return new RestoreTestRequest(
                run, plan, objectives, selection, region, snapshot, probes, seed, Optional.of(slot));
    }

    /** The same test of one copy. */
    RestoreTestRequest ofCopy(SnapshotId id, RegionName name) {
        return withSnapshot(id).withRegion(new RegionChoice.Named(name));
    }
}
