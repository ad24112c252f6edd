/** Tells other tools of a training set that was written: DVC and MLflow. */
@NullMarked
package dev.tidemark.cli.export;

import org.jspecify.annotations.NullMarked;
