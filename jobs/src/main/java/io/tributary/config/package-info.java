/** The pipeline file: one record per part of it. */
@NullMarked
package io.tributary.config;

import org.jspecify.annotations.NullMarked;
