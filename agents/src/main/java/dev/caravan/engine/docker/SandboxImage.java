package dev.caravan.engine.docker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The image of a sandbox: one static ELF program, written out by hand, that waits for ever. So nothing need be pulled, and
 * a sandbox costs no more than its namespaces and its shim.
 */
final class SandboxImage {
    static final String NAME = "caravan/sandbox:1";
    static final String PROGRAM = "pause";

    private static final long BASE = 0x400000;
    private static final int HEADERS = 64 + 56;
    private static final short MACHINE_AMD64 = 62;
    private static final short MACHINE_ARM64 = 183;

    /** push 34; pop rax; syscall (pause); jmp to the start, since a handled signal ends the call. */
    private static final byte[] AMD64 = {0x6A, 34, 0x58, 0x0F, 0x05, (byte) 0xEB, (byte) 0xF9};

    /** arm64 has no pause: ppoll(0, 0, 0, 0), again and again. */
    private static final int[] ARM64 = {
        0xD2800000, // mov x0, #0
        0xD2800001, // mov x1, #0
        0xD2800002, // mov x2, #0
        0xD2800003, // mov x3, #0
        0xD2800928, // mov x8, #73
        0xD4000001, // svc #0
        0x17FFFFFA // b to the start
    };

    private SandboxImage() {}

    /** The program for an engine's architecture, as {@code docker info} names it. */
    static byte[] program(String architecture) {
        return switch (architecture) {
            case "x86_64", "amd64" -> elf(MACHINE_AMD64, AMD64);
            case "aarch64", "arm64" -> elf(MACHINE_ARM64, littleEndian(ARM64));
            default ->
                throw new IllegalStateException(
                        "the engine's architecture must be amd64 or arm64 for sandboxes, was " + architecture);
        };
    }

    private static byte[] littleEndian(int[] instructions) {
        ByteBuffer code = ByteBuffer.allocate(instructions.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int instruction : instructions) code.putInt(instruction);
        return code.array();
    }

    private static byte[] elf(short machine, byte[] code) {
        int size = HEADERS + code.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}); // 64 bits, little-endian
        file.putShort((short) 2).putShort(machine).putInt(1); // executable
        file.putLong(BASE + HEADERS).putLong(64).putLong(0); // entry, program headers, no sections
        file.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1); // one program header
        file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        file.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE); // load, read and execute
        file.putLong(size).putLong(size).putLong(0x1000);
        return file.put(code).array();
    }
}
