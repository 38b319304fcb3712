package io.audionode.docs;

/**
 * What came of following an advice.
 *
 * @param advice as it is given
 * @param result what the kernel did, with figures
 */
public record AdviceRow(String advice, String result) {}
