package dev.hikae.server.run;

import dev.hikae.engine.RegionProbe;
import dev.hikae.scheduler.Run;
import dev.hikae.scheduler.RunState;
import dev.hikae.scheduler.Work;
import java.util.stream.Collectors;

/** Tries out the place of a region. */
public final class RegionProbeWork implements Work {
    private final RepositoryPool pool;

    public RegionProbeWork(RepositoryPool pool) {
        this.pool = pool;
    }

    @Override
    public String kind() {
        return RunKind.REGION_PROBE;
    }

    @Override
    public Result attempt(Run run, Context context) {
        Parameters.RegionProbe asked = Parameters.of(run, Parameters.RegionProbe.class);
        RegionProbe probe = pool.probe(asked.repository(), asked.region(), context::stopRequested);
        if (probe.safe()) {
            return Endings.succeeded(RegionOutcomes.of(probe));
        }
        String codes = probe.unsafe().stream().map(RegionProbe.Reason::code).collect(Collectors.joining(", "));
        return Endings.ended(RunState.FAILED, RegionOutcomes.of(probe), RunError.PLACE_UNSAFE, asked.region(), codes);
    }
}
