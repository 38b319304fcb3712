/**
 * Tests of the documentation against what it documents: the configuration, the command line, the
 * API and the scripts. They need no kernel of their own.
 */
@NullMarked
package io.audionode.docs;

import org.jspecify.annotations.NullMarked;
