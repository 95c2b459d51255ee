package dev.caravan.script.worker;

import dev.caravan.script.ScriptCompiler;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** The process that compiles: answers each message on its input with one on its output, until the input ends. */
public final class WorkerMain {
    private WorkerMain() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException {
        // What anything else prints would garble the answers.
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        System.setOut(System.err);
        DataInputStream in = new DataInputStream(System.in);
        ScriptCompiler compiler = new ScriptCompiler();
        while (true) {
            byte[] message;
            try {
                message = Frames.read(in);
            } catch (EOFException e) {
                return;
            }
            Frames.write(out, answer(compiler, message));
        }
    }

    private static byte[] answer(ScriptCompiler compiler, byte[] message) {
        try {
            Messages.Request request = Messages.request(message);
            return Messages.answer(compiler.compile(request.source(), request.options()));
        } catch (RuntimeException e) {
            return Messages.failure(e);
        }
    }
}
