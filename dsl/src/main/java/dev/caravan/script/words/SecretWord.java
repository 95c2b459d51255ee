package dev.caravan.script.words;

import dev.caravan.model.SecretRef;
import dev.caravan.script.eval.Says;

/** A secret's value by its name; there is nothing else that a script could learn of it. */
@Says("a secret such as secret('db/password')")
public record SecretWord(SecretRef ref) {}
