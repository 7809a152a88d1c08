package bonsai.app.playground;

import java.nio.file.Path;

/**
 * A model that can be chosen.
 *
 * @param name what people call it
 * @param detail what tells it from others of that name: the run's id and its score, or the folder
 * @param folder the model folder
 */
record ModelChoice(String name, String detail, Path folder) {}
