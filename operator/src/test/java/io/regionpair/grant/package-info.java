@NullMarked
package io.regionpair.grant;

import org.jspecify.annotations.NullMarked;
