package io.tributary.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Two figures of one benchmark against each other, or one that has a target of its own.
 *
 * @param name what is divided by what, or what the figure is
 * @param value the ratio, or the figure
 * @param target what it is to be
 * @param atLeast true when it is to be at least the target, false when at most
 */
public record Ratio(String name, double value, double target, boolean atLeast) {
  /** Returns true when it is as it is to be. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public boolean met() {
    return atLeast ? value >= target : value <= target;
  }
}
