/**
 * The command line: {@link io.tributary.cli.Main} and one class per command. Commands parse, call
 * and print; what they do is in other packages.
 *
 * <p>Results go to standard output, errors to standard error as one line each. Exit codes are 0 for
 * done, 1 for failed, and 2 for wrong use or configuration.
 */
@NullMarked
package io.tributary.cli;

import org.jspecify.annotations.NullMarked;
