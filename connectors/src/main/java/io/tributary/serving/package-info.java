/**
 * The mirror: follows a model's updates topic and keeps a model store up to date with it. No Flink.
 */
@NullMarked
package io.tributary.serving;

import org.jspecify.annotations.NullMarked;
