package io.jacinth.store;

/** How a string that is set is kept, which {@code OBJECT ENCODING} tells. */
public enum StringForm {
  /** As SET chooses: a number if it reads like one, else by its length. */
  SHORTEST,
  /** Text by its length, even if it reads like a number. */
  TEXT,
  /** Raw, however short it is. */
  RAW;

  /** One of {@link ValueTypes}, for a text of that many bytes. */
  int encoding(int length) {
    return this == RAW || length > ValueTypes.EMBSTR_BYTES_MAX
        ? ValueTypes.ENCODING_RAW
        : ValueTypes.ENCODING_EMBSTR;
  }
}
