package io.audionode.docs;

import org.jspecify.annotations.Nullable;

/**
 * What many agents ask of one API server.
 *
 * @param when what happens meanwhile
 * @param requestsEach by one agent, on average; in an hour if {@code perHour}
 * @param bytesEach that it is answered, heads not counted; the same
 * @param mostInASecond requests of all agents together
 * @param allFollowMillis until each had its watch; null where all had it already
 */
public record FleetRow(
    String when,
    boolean perHour,
    double requestsEach,
    long bytesEach,
    int mostInASecond,
    @Nullable Long allFollowMillis) {}
