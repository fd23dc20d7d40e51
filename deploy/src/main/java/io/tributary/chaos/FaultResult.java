package io.tributary.chaos;

/**
 * What came of one fault.
 *
 * @param fault the kind
 * @param detail what it hit
 * @param recoverySeconds from the fault to the first example learned after it that is served
 * @param examples examples sent until the stream rested afterwards
 * @param lost how many of them were missing in some block
 * @param repeated how many were too many in some block
 */
public record FaultResult(
    Fault fault, String detail, double recoverySeconds, long examples, long lost, long repeated) {}
