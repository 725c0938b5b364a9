package dev.hikae.engine.model;

import java.util.List;
import java.util.Set;

/** The configurations that are searched. */
final class Configurations {
    private Configurations() {}

    /** What the gate searches. */
    static List<Configuration> standard(Set<Rule> omitted) {
        return List.of(
                onceForgotten(omitted),
                twiceForgotten(omitted),
                checkpoint(omitted),
                twoCollectors(omitted),
                oldDeleter(omitted),
                checkpointDeleter(omitted),
                replicated(omitted),
                threeWriters(omitted),
                oldHome(omitted),
                oldHomeCheckpoint(omitted),
                oldGeneration(omitted),
                twoStatements(omitted),
                bothSides(omitted),
                failOverCheckpoint(omitted),
                adopted(omitted),
                leftOut(omitted),
                leftOutOfThree(omitted),
                leftOutCopied(omitted),
                leftOutWriters(omitted),
                leftOutBesides(omitted),
                leftOutCollectors(omitted),
                repacked(omitted),
                repackedAndForgotten(omitted),
                repackedLeftOver(omitted),
                repackedReplicated(omitted));
    }

    /** What takes minutes, and a few GiB of memory. */
    static List<Configuration> deep(Set<Rule> omitted) {
        return List.of(
                twoCollectorsForgotten(omitted),
                bothSidesTwoRounds(omitted),
                bothSidesReplicated(omitted),
                bothSidesCheckpoint(omitted),
                failOver(omitted));
    }

    static Configuration onceForgotten(Set<Rule> omitted) {
        return new Cast("one region, two generations", Cast.oneRegion(omitted, List.of(1)))
                .writer()
                .writer()
                .forgetter(0)
                .collector(2, true, 2)
                .finishedBy(2)
                .build();
    }

    static Configuration twiceForgotten(Set<Rule> omitted) {
        return new Cast("one region, two snapshots forgotten", Cast.oneRegion(omitted, List.of(1, 4)))
                .writer()
                .writer()
                .forgetter(0)
                .forgetter(1)
                .collector(1, false, 2)
                .finishedBy(2)
                .build();
    }

    static Configuration checkpoint(Set<Rule> omitted) {
        return new Cast("one region, checkpoints", Cast.oneRegion(omitted, List.of()))
                .resuming()
                .resuming(2)
                .collector(2, false, 2)
                .finishedBy(2)
                .build();
    }

    static Configuration checkpointDeleter(Set<Rule> omitted) {
        return new Cast("one region, checkpoints and an old deleter", Cast.oneRegion(omitted, List.of()))
                .judged(Cast.LEFT_OVER)
                .writer()
                .resuming()
                .collector(1, true, 2)
                .deleter(0, 1)
                .finishedBy(2)
                .build();
    }

    static Configuration twoCollectors(Set<Rule> omitted) {
        return new Cast("one region, two collectors", Cast.oneRegion(omitted, List.of()))
                .resuming()
                .resuming(2)
                .collector(1, false, 2)
                .collector(1, false, 2)
                .finishedBy(2)
                .build();
    }

    static Configuration twoCollectorsForgotten(Set<Rule> omitted) {
        return new Cast("one region, two collectors, forgotten", Cast.oneRegion(omitted, List.of(1, 4)))
                .writer()
                .writer()
                .forgetter(0)
                .collector(1, false, 2)
                .collector(1, false, 2)
                .finishedBy(2)
                .build();
    }

    static Configuration oldDeleter(Set<Rule> omitted) {
        return new Cast("one region, an old deleter", Cast.oneRegion(omitted, List.of(1, 4)))
                .judged(0)
                .writer()
                .writer()
                .forgetter(0)
                .forgetter(1)
                .collector(1, false, 2)
                .deleter(0, 1)
                .finishedBy(2)
                .build();
    }

    private static Setting threeRegions(Set<Rule> omitted, List<Integer> victims, boolean lossy) {
        return new Setting(3, List.of(7), 2, victims, 4, 2, lossy, omitted);
    }

    private static Setting twoEpochs(Set<Rule> omitted, List<Integer> victims) {
        return new Setting(3, List.of(7, 7), 2, victims, 3, 1, false, omitted);
    }

    static Configuration repacked(Set<Rule> omitted) {
        return new Cast(
                        "one region, repacked",
                        Cast.oneRegion(omitted, List.of()).repackedBy(3, 1))
                .writer()
                .repacker()
                .collector(2, true, 2)
                .finishedBy(3)
                .build();
    }

    static Configuration repackedAndForgotten(Set<Rule> omitted) {
        return new Cast(
                        "one region, repacked, forgotten",
                        Cast.oneRegion(omitted, List.of(1)).repackedBy(3, 1))
                .writer()
                .repacker()
                .forgetter(0)
                .collector(2, false, 2)
                .finishedBy(3)
                .build();
    }

    static Configuration repackedLeftOver(Set<Rule> omitted) {
        return new Cast(
                        "one region, a left-over repacked",
                        Cast.oneRegion(omitted, List.of()).repackedBy(4, Cast.LEFT_OVER))
                .resuming()
                .writer()
                .repacker()
                .collector(1, false, 1)
                .build();
    }

    static Configuration repackedReplicated(Set<Rule> omitted) {
        return new Cast(
                        "two regions, repacked, uploads that fail",
                        new Setting(2, List.of(3), 2, List.of(), 4, 1, true, omitted).repackedBy(3, 1))
                .writer()
                .repacker()
                .collector(1, false, 1)
                .replicator(0, 1)
                .finishedBy(2)
                .build();
    }

    static Configuration replicated(Set<Rule> omitted) {
        return new Cast("three regions, uploads that fail", threeRegions(omitted, List.of(1), true))
                .empty(4)
                .writer()
                .forgetter(0)
                .collector(1, false, 1)
                .replicator(0, 2)
                .finishedBy(2)
                .build();
    }

    static Configuration threeWriters(Set<Rule> omitted) {
        return new Cast("three regions, two writers", threeRegions(omitted, List.of(1), false))
                .writer()
                .writer()
                .forgetter(0)
                .collector(1, false, 1)
                .build();
    }

    private static Setting oldAndNewHome(Set<Rule> omitted, List<Integer> victims) {
        return new Setting(2, List.of(3, 3), 1, victims, 3, 1, false, omitted);
    }

    static Configuration oldHome(Set<Rule> omitted) {
        return new Cast("two homes, one writer", oldAndNewHome(omitted, List.of(1)))
                .writer()
                .failOver(1, 1, 1)
                .dyingForgetter(0)
                .collector(2, false, 1)
                .failOverFinished(1, 1, 1)
                .finishedBy(2)
                .build();
    }

    static Configuration oldHomeCheckpoint(Set<Rule> omitted) {
        return new Cast("two homes, one checkpoint", oldAndNewHome(omitted, List.of()))
                .resuming()
                .failOver(1, 1, 1)
                .collector(2, false, 1)
                .failOverFinished(1, 1, 1)
                .finishedBy(2)
                .build();
    }

    /** The new statement does not list the old home, and nobody heard it before. */
    static Configuration leftOut(Set<Rule> omitted) {
        return new Cast("two homes, the old one left out", leavingOut(2, 2, 1, omitted))
                .writer()
                .failOver(1, 1, 1)
                .dyingForgetter(0)
                .collector(2, false, 2)
                .failOverFinished(1, 1, 1)
                .finishedBy(2)
                .build();
    }

    /** Two statements: the first lists all regions, the second these. */
    private static Setting leavingOut(int regions, int members, int majority, Set<Rule> omitted) {
        return new Setting(regions, List.of((1 << regions) - 1, members), majority, List.of(1), 3, 1, false, omitted);
    }

    /** Of three regions the home is left out; two that hold the same go on, and somebody still copies from it. */
    static Configuration leftOutOfThree(Set<Rule> omitted) {
        return new Cast("three regions, the home left out", leavingOut(3, 6, 2, omitted))
                .writer()
                .failOver(1, 1, 1, 2)
                .dyingForgetter(0)
                .collector(1, false, 1)
                .build();
    }

    static Configuration leftOutCopied(Set<Rule> omitted) {
        return new Cast("two homes, the old one left out, copies", leavingOut(2, 2, 1, omitted))
                .writer()
                .failOver(1, 1, 1)
                .dyingForgetter(0)
                .replicator(0, 1)
                .collector(1, false, 1)
                .failOverFinished(1, 1, 1)
                .finishedBy(2)
                .build();
    }

    /** Both write: one in the home that is left out, one in its place. */
    static Configuration leftOutWriters(Set<Rule> omitted) {
        return new Cast("two homes, the old one left out, writers", leavingOut(2, 2, 1, omitted))
                .writer()
                .writer()
                .failOver(1, 1, 1)
                .dyingForgetter(0)
                .collector(1, false, 1)
                .build();
    }

    /** A region that is not the home is left out, while sessions of the epoch before go on. */
    static Configuration leftOutBesides(Set<Rule> omitted) {
        return new Cast("two regions, one left out, the home stays", leavingOut(2, 1, 1, omitted))
                .writer()
                .failOver(1, 0, 0)
                .forgetter(0)
                .collector(1, true, 1)
                .failOverFinished(1, 0, 0)
                .finishedBy(2)
                .build();
    }

    static Configuration leftOutCollectors(Set<Rule> omitted) {
        return new Cast("two homes, the old one left out, collectors", leavingOut(2, 2, 1, omitted))
                .writer()
                .failOver(1, 1, 1)
                .dyingForgetter(0)
                .collector(1, false, 2)
                .collector(1, false, 2)
                .failOverFinished(1, 1, 1)
                .finishedBy(2)
                .build();
    }

    static Configuration oldGeneration(Set<Rule> omitted) {
        return new Cast("two homes, a generation begun at the old one", oldAndNewHome(omitted, List.of(1)))
                .begun()
                .writer()
                .failOver(1, 1, 1)
                .dyingForgetter(0)
                .collector(1, false, 2)
                .failOverFinished(1, 1, 1)
                .finishedBy(2)
                .build();
    }

    static Configuration twoStatements(Set<Rule> omitted) {
        return new Cast("three regions, two statements of one epoch", twoEpochs(omitted, List.of()))
                .split()
                .resuming()
                .collector(1, false, 1)
                .collector(1, false, 1)
                .build();
    }

    static Configuration bothSides(Set<Rule> omitted) {
        return new Cast("two homes, writers at both", oldAndNewHome(omitted, List.of(1)))
                .writer()
                .writer()
                .failOver(1, 1, 1)
                .dyingForgetter(0)
                .collector(1, false, 1)
                .build();
    }

    static Configuration bothSidesTwoRounds(Set<Rule> omitted) {
        return new Cast("two homes, two rounds", oldAndNewHome(omitted, List.of(1)))
                .writer()
                .failOver(1, 1, 1)
                .dyingForgetter(0)
                .collector(2, true, 2)
                .collector(1, false, 2)
                .build();
    }

    static Configuration bothSidesReplicated(Set<Rule> omitted) {
        return new Cast("two homes, copies", oldAndNewHome(omitted, List.of(1)))
                .writer()
                .writer()
                .failOver(1, 1, 1)
                .dyingForgetter(0)
                .replicator(0, 1)
                .collector(1, false, 1)
                .build();
    }

    static Configuration bothSidesCheckpoint(Set<Rule> omitted) {
        return new Cast("two homes, checkpoints", oldAndNewHome(omitted, List.of()))
                .resuming(2)
                .resuming(3)
                .failOver(1, 1, 1)
                .collector(2, true, 2)
                .build();
    }

    static Configuration failOver(Set<Rule> omitted) {
        return new Cast("fail-over, writers on both sides", twoEpochs(omitted, List.of(1)))
                .writer()
                .writer()
                .failOver(1, 1, 1, 2)
                .forgetter(0)
                .collector(1, false, 1)
                .build();
    }

    static Configuration failOverCheckpoint(Set<Rule> omitted) {
        return new Cast("fail-over, checkpoints", twoEpochs(omitted, List.of()))
                .resuming()
                .resuming()
                .failOver(1, 1, 1, 2)
                .collector(2, false, 1)
                .build();
    }

    static Configuration adopted(Set<Rule> omitted) {
        return new Cast("fail-over, a commit adopted", twoEpochs(omitted, List.of(1)))
                .writer()
                .failOver(1, 1, 1, 2)
                .forgetter(0)
                .replicator(0, 1)
                .collector(1, false, 1)
                .failOverFinished(1, 1, 1, 2)
                .finishedBy(2)
                .build();
    }
}
