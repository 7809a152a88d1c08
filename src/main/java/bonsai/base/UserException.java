package bonsai.base;

/**
 * A mistake or mishap that the user can mend: the message is one sentence that names the file, line
 * or field and says what to do. It is shown as it is, without a stack trace; everything else that
 * is thrown is a defect of the program.
 */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserException(String message) {
    super(message);
  }

  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
