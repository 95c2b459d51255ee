package dev.caravan.script;

import java.util.ArrayList;
import java.util.List;

/** Pieces of a file, each under a line {@code //// title}. */
public final class Sections {
    /** What stands under one title. */
    public record Section(String title, String text) {}

    private static final String MARK = "//// ";

    private Sections() {}

    /** In the order of the file; what is before the first title is left out. */
    public static List<Section> of(String file) {
        List<Section> sections = new ArrayList<>();
        String title = null;
        StringBuilder text = new StringBuilder();
        for (String line : file.split("\n", -1)) {
            if (line.startsWith(MARK)) {
                if (title != null)
                    sections.add(new Section(title, text.toString().stripTrailing() + "\n"));
                title = line.substring(MARK.length()).strip();
                text.setLength(0);
            } else {
                text.append(line).append('\n');
            }
        }
        if (title != null) sections.add(new Section(title, text.toString().stripTrailing() + "\n"));
        return sections;
    }
}
