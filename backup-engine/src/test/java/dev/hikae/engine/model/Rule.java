package dev.hikae.engine.model;

/**
 * The rules of order in docs/PROTOCOL.md, one by one, so that each can be left out. OrderingRulesTest says which are needed, alone
 * or with another that stands in for it; of the others docs/PROTOCOL.md tells why they are kept.
 */
enum Rule {
    /** A session that does not list {@code home/} after its {@code open} misses that its home is none any more. */
    WRITER_LISTS_HOME_AGAIN,
    /** A session that does not list {@code gc/} after its {@code open} may have opened behind a collector's back. */
    WRITER_LISTS_GENERATIONS_AGAIN,
    /** Reads {@code forgotten/} after {@code open}. */
    WRITER_READS_RECORDS_AFTER_OPEN,
    /** Reads {@code forgotten/} after it read its generation. */
    WRITER_READS_RECORDS_AFTER_GENERATION,
    /** Reads the outcomes after {@code open}. */
    WRITER_READS_OUTCOMES_AFTER_OPEN,
    /** Reuses nothing that only forgotten outcomes list. */
    WRITER_AVOIDS_FORGOTTEN,
    /** Reuses nothing of a checkpoint that is condemned. */
    CHECKPOINT_AVOIDS_CONDEMNED,
    /** Nor anything that a verdict names: {@code condemned} goes, while a deletion may still be under way. */
    CHECKPOINT_AVOIDS_VERDICTS,
    /** Reuses only what the home holds. */
    WRITER_ASKS_HOME_FOR_OBJECTS,
    /** Commits only when a quorum, the home among it, holds everything. */
    COMMIT_NEEDS_HOLDERS,
    /** Creates its outcome if absent; without it: looks, then puts. */
    OUTCOME_IS_CREATED_ONCE,
    /** An outcome that is there already means success only if it is one's own. */
    WRITER_READS_WINNER,
    /** Takes its {@code open} back only if it never tried to commit. */
    NO_WITHDRAWAL_AFTER_COMMIT,
    /** Copies its outcome only to regions that hold everything. */
    OUTCOME_AFTER_OBJECTS,

    /** Puts {@code home/<e>} where it lacks, before it lists sessions there. */
    STATEMENT_BEFORE_SESSIONS,
    /** Copies every record to every region before it condemns. */
    RECORDS_EVERYWHERE,
    /** Closes the earlier epochs, when a region of theirs is none of this one, before it condemns. */
    EARLIER_EPOCHS_ARE_CLOSED,
    /** Waits for, or fences, the sessions of earlier epochs before it lists what to keep of them. */
    CLOSED_WHEN_DECIDED,
    /** Puts the record that closes them into every region. */
    CLOSED_EVERYWHERE,
    /** Lists packs first, then sessions. */
    PACKS_BEFORE_SESSIONS,
    /** Takes the {@code condemned} of whoever created it first. */
    CONDEMNED_OF_WINNER,
    /** Makes sure after {@code condemned} that there is no verdict: {@code condemned} may have been there and gone. */
    NO_SECOND_VERDICT,
    /** The generation before has a verdict. */
    VERDICT_BEFORE_NEXT,
    /** Lists sessions a second time, after {@code condemned}. */
    SESSIONS_AGAIN,
    /** Fences, or waits for, every undecided session from before. */
    FENCE,
    /** Fences in every region, not only in the home. */
    FENCE_EVERYWHERE,
    /** Rescues what committed outcomes list that were not there when it condemned. */
    RESCUE,
    /** Lists for that after the last session was fenced: one may have committed instead. */
    RESCUE_AFTER_FENCE,
    /** Takes for forgotten only what {@code condemned} names, whatever is forgotten meanwhile. */
    FORGOTTEN_IS_CONDEMNED,
    /** Deletes only the forgotten outcomes that the verdict names. */
    OUTCOMES_BY_VERDICT,
    /** Takes the verdict of whoever created it first. */
    VERDICT_OF_WINNER,
    /** Copies {@code condemned} to every region before the verdict is effective. */
    CONDEMNED_EVERYWHERE,
    /** Copies the verdict to every region before it is effective. */
    VERDICT_EVERYWHERE,
    /** Lists {@code home/} everywhere before anything is deleted. */
    EPOCH_BEFORE_EFFECT,

    /** Sessions and generations are named by their epoch, too. */
    EPOCH_IN_NAMES,
    /** A statement counts when a majority of regions holds it. */
    MAJORITY,

    /** Copies objects first, then the outcome. */
    REPLICA_OBJECTS_FIRST,
    /** Copies predecessors first. */
    REPLICA_PREDECESSORS_FIRST,
    /** Copies records before outcomes, and no outcome that one names. */
    REPLICA_RECORDS_FIRST,

    /** Lets old packs go by a replacement only if every region shows it. */
    REPLACEMENT_EVERYWHERE,
    /** Lets them go, in the verdict, only by a replacement that {@code condemned} counted. */
    REPLACEMENT_IS_CONDEMNED,
    /** Lets them go only for the outcomes that the replacement covers. */
    REPLACEMENT_COVERS,
    /** Rescues what a replacement stored that is found only in step 3. */
    REPLACEMENT_RESCUES,
    /** Deletes a replacement only when all that it covers is given up. */
    REPLACEMENT_LIVES,
    /** Catch-up copies what a replacement stored before the replacement. */
    REPLICA_REPLACEMENT_LAST,
    /** A writer reads outcomes through the replacement that its home shows. */
    WRITER_READS_THROUGH,

    /** Puts a record into the home first. */
    RECORD_IN_HOME_FIRST
}
