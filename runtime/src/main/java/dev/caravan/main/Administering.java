package dev.caravan.main;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.grid.GridMember;
import dev.caravan.journal.Backup;
import dev.caravan.journal.Journal;
import dev.caravan.model.Resource;
import dev.caravan.server.Administration;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Administration of the control plane that this member belongs to. */
final class Administering implements Administration {
    private static final long WAIT_SECONDS = 20;
    private static final long AGAIN_MILLIS = 300;

    private final Journal journal;
    private final GridMember member;
    private final ClusterStatus status;

    Administering(Journal journal, GridMember member, ClusterStatus status) {
        this.journal = journal;
        this.member = member;
        this.status = status;
    }

    @Override
    public ObjectNode status(boolean console) {
        return status.read(console);
    }

    @Override
    public boolean isStale() {
        return journal.quorum().leader().isEmpty();
    }

    @Override
    public Optional<ObjectNode> query(String statement) {
        return member.sql().map(sql -> SqlView.of(sql.query(statement)));
    }

    @Override
    public void addMember(String name) {
        if (journal.quorum().members().find(name).isEmpty()
                && !journal.quorum().waiting().contains(name)) {
            throw new IllegalArgumentException("no server '" + name
                    + "' waits to be added here: start it with --join and this cluster's secret, then look at"
                    + " 'caravan status'");
        }
        askUntil(() -> journal.addMember(name), () -> journal.quorum().members().isVoter(name), name);
    }

    @Override
    public void backup(OutputStream to) throws IOException {
        Backup.write(journal, to);
    }

    @Override
    public int restore(byte[] backup) {
        List<Resource> objects = Backup.read(backup);
        journal.restore(objects);
        return objects.size();
    }

    @Override
    public void removeMember(String name) {
        if (journal.quorum().members().find(name).isEmpty()) {
            throw new IllegalArgumentException("there is no server '" + name + "' in the quorum");
        }
        askUntil(
                () -> journal.removeMember(name),
                () -> journal.quorum().members().find(name).isEmpty(),
                name);
    }

    /** Asks again while another change is under way, or the leader changes. */
    private static void askUntil(Supplier<CompletableFuture<Void>> ask, BooleanSupplier done, String name) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        String last = "";
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalArgumentException("the members did not come to agree about '" + name + "' within "
                        + WAIT_SECONDS + " s" + (last.isEmpty() ? "" : ": " + last));
            }
            try {
                ask.get().get(1, TimeUnit.SECONDS);
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException | TimeoutException e) {
                last = String.valueOf(e.getMessage());
            }
        }
    }
}
