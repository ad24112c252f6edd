/** What the modules' running parts have in common: roles that follow the deployment, and jobs. */
@NullMarked
package dev.tidemark.registry.job;

import org.jspecify.annotations.NullMarked;
