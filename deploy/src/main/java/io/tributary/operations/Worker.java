package io.tributary.operations;

/**
 * A TaskManager, as far as its memory matters.
 *
 * @param id its resource id
 * @param heapBytes its heap; 0 when it does not say
 * @param freeSlots slots that a job may have
 * @param othersBytes heap that the tasks of other models may come to need there, as far as their
 *     jobs say
 */
public record Worker(String id, long heapBytes, int freeSlots, long othersBytes) {}
