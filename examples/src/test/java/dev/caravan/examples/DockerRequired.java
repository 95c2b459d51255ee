package dev.caravan.examples;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Needs a Docker engine, and makes the examples' images where they are missing. Without an engine: skipped, or failed
 * where CARAVAN_REQUIRE_DOCKER=1 says that there must be one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("docker")
@ExtendWith(DockerRequired.Condition.class)
@interface DockerRequired {
    /** Decides. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Docker.answers()) {
                Docker.buildMissingImages();
                return ConditionEvaluationResult.enabled("a Docker engine answers");
            }
            if (Docker.mustAnswer()) {
                throw new IllegalStateException("CARAVAN_REQUIRE_DOCKER=1, but no Docker engine answers");
            }
            return ConditionEvaluationResult.disabled("no Docker engine answers");
        }
    }
}
