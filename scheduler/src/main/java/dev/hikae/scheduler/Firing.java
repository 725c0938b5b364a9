package dev.hikae.scheduler;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Names the job in Quartz's tables; what runs is made by the job factory of {@link QuartzClock}. */
final class Firing implements Job {
    @Override
    public void execute(JobExecutionContext context) {
        throw new IllegalStateException("bug: Quartz made this job without our factory");
    }
}
