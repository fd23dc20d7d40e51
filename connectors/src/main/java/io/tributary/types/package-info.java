/** How our values cross Flink: one type serializer for all codecs. */
@NullMarked
package io.tributary.types;

import org.jspecify.annotations.NullMarked;
