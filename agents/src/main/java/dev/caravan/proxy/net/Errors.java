package dev.caravan.proxy.net;

import java.net.BindException;

/** Texts for people about what a socket refused. */
public final class Errors {
    private Errors() {}

    /** Why a port could not be opened, and what to do about it. */
    public static String bind(String address, int port, Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        String where = address + ":" + port;
        if (text.contains("already in use")) {
            return "error: " + where + " is in use by another program; stop it or publish another port";
        }
        if (text.contains("ermission denied")) {
            return "error: no right to open " + where + "; use a port from 1024 or give the right";
        }
        if (cause instanceof BindException || text.contains("annot assign")) {
            return "error: " + address + " is no address of this machine (port " + port + ")";
        }
        return "error: " + where + " could not be opened: " + text;
    }
}
