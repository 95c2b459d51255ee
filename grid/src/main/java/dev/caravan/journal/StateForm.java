package dev.caravan.journal;

import dev.caravan.json.Json;
import dev.caravan.model.Resource;
import dev.caravan.store.ClusterState;
import dev.caravan.store.Commit;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The form of the whole state in snapshots and backups: object by object, so that none needs it in memory twice. */
final class StateForm {
    private static final int MAGIC = 0x43565353; // CVSS
    private static final int FORMAT = 1;
    private static final int MAX_TEXT = 256 << 20;

    private StateForm() {}

    static void write(DataOutputStream out, ClusterState.Image image) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(FORMAT);
        out.writeLong(image.revision());
        out.writeLong(image.term());
        text(out, image.driver());
        out.writeInt(image.objects().size());
        for (Resource resource : image.objects()) text(out, Json.write(resource));
        out.writeInt(image.answers().size());
        for (Map.Entry<String, Commit> answer : image.answers().entrySet()) {
            text(out, answer.getKey());
            out.writeLong(answer.getValue().revision());
            out.writeInt(answer.getValue().changed());
        }
    }

    static ClusterState.Image read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) throw new IOException("this is not the state of a cluster");
        int format = in.readInt();
        if (format != FORMAT) throw new IOException("the state is in form " + format + ", known is " + FORMAT);
        long revision = in.readLong();
        long term = in.readLong();
        String driver = text(in);
        int count = in.readInt();
        List<Resource> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) objects.add(Json.read(text(in)));
        Map<String, Commit> answers = new LinkedHashMap<>();
        int answered = in.readInt();
        for (int i = 0; i < answered; i++) answers.put(text(in), new Commit(in.readLong(), in.readInt()));
        return new ClusterState.Image(revision, term, driver, objects, answers);
    }

    static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT) throw new IOException("a text of " + length + " bytes");
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
