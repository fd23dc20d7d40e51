/** What a process tells Prometheus about itself and its model. */
@NullMarked
package io.tributary.monitoring;

import org.jspecify.annotations.NullMarked;
