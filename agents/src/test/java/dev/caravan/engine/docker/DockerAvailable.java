package dev.caravan.engine.docker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips without a Docker engine; fails instead where CARAVAN_REQUIRE_DOCKER=1 says that there must be one. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DockerAvailable.Condition.class)
public @interface DockerAvailable {
    /** Decides. */
    class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (DockerEngine.isAvailable()) return ConditionEvaluationResult.enabled("a Docker engine answers");
            if ("1".equals(System.getenv("CARAVAN_REQUIRE_DOCKER"))) {
                throw new IllegalStateException("CARAVAN_REQUIRE_DOCKER=1, but no Docker engine answers");
            }
            return ConditionEvaluationResult.disabled("no Docker engine answers");
        }
    }
}
