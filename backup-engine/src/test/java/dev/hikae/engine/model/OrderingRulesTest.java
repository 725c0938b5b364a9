package dev.hikae.engine.model;

import static dev.hikae.engine.model.Rule.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule is needed: left out, a promise is broken in some configuration. Rules that stand in for each other are left
 * out together.
 *
 * <p>{@code -Dhikae.model.print=true} prints the shortest trace of each.
 */
class OrderingRulesTest {
    private static final int MOST = 20_000_000;

    record Omission(Set<Rule> rules, Function<Set<Rule>, Configuration> configuration) {
        Configuration build() {
            return configuration.apply(rules);
        }

        @Override
        public String toString() {
            return new TreeSet<>(rules).toString();
        }
    }

    private static Omission without(Function<Set<Rule>, Configuration> configuration, Rule... rules) {
        return new Omission(Set.of(rules), configuration);
    }

    static Stream<Omission> neededRules() {
        return Stream.of(
                without(Configurations::checkpoint, SESSIONS_AGAIN),
                without(Configurations::checkpoint, FENCE),
                without(Configurations::checkpoint, RESCUE),
                without(Configurations::checkpoint, RESCUE_AFTER_FENCE),
                without(Configurations::checkpoint, OUTCOME_IS_CREATED_ONCE),
                without(Configurations::checkpoint, WRITER_READS_WINNER),
                without(Configurations::checkpoint, NO_WITHDRAWAL_AFTER_COMMIT),
                without(Configurations::checkpoint, CHECKPOINT_AVOIDS_CONDEMNED),
                without(Configurations::checkpointDeleter, CHECKPOINT_AVOIDS_VERDICTS),
                without(Configurations::twoCollectors, CONDEMNED_OF_WINNER),
                without(Configurations::twiceForgotten, WRITER_AVOIDS_FORGOTTEN),
                without(Configurations::twiceForgotten, WRITER_READS_RECORDS_AFTER_GENERATION),
                without(
                        Configurations::twiceForgotten,
                        WRITER_READS_RECORDS_AFTER_OPEN,
                        WRITER_LISTS_GENERATIONS_AGAIN),
                without(Configurations::twiceForgotten, FORGOTTEN_IS_CONDEMNED),
                without(Configurations::oldDeleter, OUTCOMES_BY_VERDICT),
                without(Configurations::replicated, COMMIT_NEEDS_HOLDERS),
                without(Configurations::replicated, OUTCOME_AFTER_OBJECTS),
                without(Configurations::replicated, RECORDS_EVERYWHERE),
                without(Configurations::replicated, REPLICA_OBJECTS_FIRST),
                without(Configurations::replicated, REPLICA_PREDECESSORS_FIRST),
                without(Configurations::oldHome, FENCE_EVERYWHERE),
                without(Configurations::oldHome, EPOCH_BEFORE_EFFECT),
                without(Configurations::oldHome, WRITER_READS_RECORDS_AFTER_OPEN, WRITER_LISTS_HOME_AGAIN),
                without(Configurations::oldHome, WRITER_READS_RECORDS_AFTER_OPEN, STATEMENT_BEFORE_SESSIONS),
                without(Configurations::oldHomeCheckpoint, CONDEMNED_EVERYWHERE, VERDICT_EVERYWHERE),
                without(Configurations::oldGeneration, EPOCH_IN_NAMES),
                without(Configurations::twoStatements, MAJORITY),
                without(Configurations::leftOut, EARLIER_EPOCHS_ARE_CLOSED),
                without(Configurations::leftOutBesides, CLOSED_WHEN_DECIDED),
                without(Configurations::leftOutOfThree, CLOSED_EVERYWHERE),
                without(Configurations::repackedReplicated, REPLACEMENT_EVERYWHERE),
                without(Configurations::repackedLeftOver, REPLACEMENT_IS_CONDEMNED),
                without(Configurations::repacked, REPLACEMENT_COVERS),
                without(Configurations::repacked, REPLACEMENT_RESCUES),
                without(Configurations::repackedAndForgotten, REPLACEMENT_LIVES),
                without(Configurations::repackedReplicated, REPLICA_REPLACEMENT_LAST),
                without(Configurations::repacked, WRITER_READS_THROUGH));
    }

    @ParameterizedTest(name = "without {0}")
    @MethodSource("neededRules")
    void withoutARule_aPromiseIsBroken(Omission omission) {
        Configuration configuration = omission.build();
        Found found = configuration.search(MOST);
        if (Boolean.getBoolean("hikae.model.print")) {
            System.out.println(configuration + ": " + found);
        }
        assertTrue(found.broken().isPresent(), found::toString);
        assertEquals(found.depth(), found.trace().size(), "the trace leads there");
    }

    /** The search must see what it looks for, or a clean one says nothing. */
    @ParameterizedTest(name = "{0} rounds")
    @MethodSource("rounds")
    void garbageThatStays_isFound(int rounds, boolean stays) {
        Found found = new Cast("one region, a last collector", Cast.oneRegion(Set.of(), List.of()))
                .writer()
                .collector(1, false, 1)
                .finishedBy(rounds)
                .build()
                .search(MOST);
        assertEquals(stays ? Optional.of("garbage stays in region A") : Optional.empty(), found.broken());
    }

    static Stream<Arguments> rounds() {
        return Stream.of(Arguments.of(1, true), Arguments.of(2, false));
    }
}
