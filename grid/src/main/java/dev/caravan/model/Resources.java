package dev.caravan.model;

import java.util.OptionalLong;

/**
 * What a container reserves and what it may use at most.
 *
 * @param cpuMillis reserved thousandths of a core
 * @param memoryBytes reserved memory
 * @param cpuLimitMillis 0: no limit
 * @param memoryLimitBytes 0: no limit
 */
public record Resources(long cpuMillis, long memoryBytes, long cpuLimitMillis, long memoryLimitBytes) {
    private static final Resources NONE = new Resources(0, 0, 0, 0);

    public Resources {
        if (cpuMillis < 0 || memoryBytes < 0 || cpuLimitMillis < 0 || memoryLimitBytes < 0) {
            throw new IllegalArgumentException("resources must be >= 0");
        }
        if (cpuLimitMillis > 0 && cpuLimitMillis < cpuMillis) {
            throw new IllegalArgumentException("the cpu limit " + Quantity.cpu(cpuLimitMillis)
                    + " is under the request " + Quantity.cpu(cpuMillis));
        }
        if (memoryLimitBytes > 0 && memoryLimitBytes < memoryBytes) {
            throw new IllegalArgumentException("the memory limit " + Quantity.bytes(memoryLimitBytes)
                    + " is under the request " + Quantity.bytes(memoryBytes));
        }
    }

    public static Resources none() {
        return NONE;
    }

    /** Requests only. */
    public static Resources of(long cpuMillis, long memoryBytes) {
        return new Resources(cpuMillis, memoryBytes, 0, 0);
    }

    /** The sum of the requests; limits do not add up and are left out. */
    public Resources plus(Resources other) {
        return of(cpuMillis + other.cpuMillis, memoryBytes + other.memoryBytes);
    }

    public OptionalLong memoryLimit() {
        return memoryLimitBytes == 0 ? OptionalLong.empty() : OptionalLong.of(memoryLimitBytes);
    }
}
